"""Analytics: what texts brought a merchant, for the page, REST, the command line and files alike."""
