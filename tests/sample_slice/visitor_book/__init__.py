"""Who visited a school, as its visitors' book tells it."""
