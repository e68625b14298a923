"""What a team comes to (thống nhất của đoàn): it asks for ratings, opens them, settles them."""
