"""The ids of a case's rows. A case has one of each, so that nobody needs to state them."""

MERCHANT = "mer_case"
SENDER = "snd_case"
CONTACT = "con_case"
CONVERSATION = "cvn_case"
CART = "crt_case"
PERSON = "usr_case"
EXCHANGE = "exc_case"
