"""What one member of a team judges alone (phiếu chấm riêng), until all have handed theirs in."""
