"""The kit of the screens: pages, their look, forms, words in two languages, calls of the API."""
