"""The playground: talk with the AI as a shopper, in memory, where nobody is ever texted."""
