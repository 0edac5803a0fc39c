"""What texts call currencies: signs, ISO 4217 codes, and names. Some words mean money to some merchants alone."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TypeAlias

_DOLLARS = "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP BRL UYU DOP JMD BSD BBD TTD BZD FJD XCD"
_PESOS = "MXN ARS CLP COP PHP UYU DOP"
_KRONER = "SEK NOK DKK ISK"
_SIGNS: Mapping[str, str] = MappingProxyType(
    {"$": _DOLLARS, "us$": "USD", "c$": "CAD", "ca$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "s$": "SGD"}
    | {"hk$": "HKD", "nt$": "TWD", "r$": "BRL", "mx$": "MXN", "€": "EUR", "£": "GBP EGP", "¥": "JPY CNY"}
    | {"円": "JPY", "元": "CNY TWD", "₩": "KRW", "원": "KRW", "₹": "INR", "฿": "THB", "₫": "VND", "₱": "PHP"}
    | {"₦": "NGN", "₪": "ILS", "₺": "TRY", "₽": "RUB", "₴": "UAH", "₡": "CRC", "₲": "PYG"}
    | {"kr": _KRONER, "kr.": _KRONER, "rs": "INR PKR", "rs.": "INR PKR", "rmb": "CNY", "kd": "KWD", "sfr": "CHF"}
)
_NAMES: Mapping[str, str] = MappingProxyType(
    {"dollar dollars buck bucks": _DOLLARS, "dolar dolares": _DOLLARS, "peso pesos": _PESOS}
    | {"euro euros": "EUR", "quid": "GBP", "yen": "JPY", "yuan": "CNY", "reais": "BRL", "rupee rupees": "INR PKR"}
    | {"krona kronor krone kroner kronur": _KRONER, "zł zl złoty złotych zloty zlotych": "PLN"}
    | {"kc koruna korun": "CZK", "forint": "HUF", "franc francs franken": "CHF XAF XOF XPF", "baht": "THB"}
    | {"dinar dinars": "KWD BHD JOD IQD LYD TND", "dirham dirhams": "AED MAD", "riyal riyals": "SAR QAR"}
    | {"shekel shekels": "ILS", "ringgit": "MYR", "rupiah": "IDR", "hryvnia": "UAH", "naira": "NGN"}
)
_CODES = (
    "USD CAD AUD NZD SGD HKD TWD MXN ARS CLP BRL EUR GBP CHF SEK NOK DKK ISK PLN CZK HUF BGN JPY CNY KRW INR IDR MYR "
    "PHP THB VND AED SAR QAR KWD BHD OMR JOD ILS ZAR NGN KES EGP UAH RUB"
)
_OWN_SIGNS: Mapping[str, str] = MappingProxyType(
    {"ZAR": "r", "CHF": "fr fr. .-", "PEN": "s/", "MYR": "rm", "IDR": "rp", "TRY": "tl", "HUF": "ft"}
    | dict.fromkeys(("SEK", "NOK", "DKK"), ":-")
)
_OWN_NAMES: Mapping[str, str] = MappingProxyType(
    {"GBP": "pound pounds", "KRW": "won", "ZAR": "rand", "RON": "leu lei", "BRL": "real", "PEN": "sol soles"}
    | {"TRY": "lira", "BGN": "lev leva", "VND": "dong"}
)
"""Words that mean money to a merchant of that currency, and other things to the rest: a pound is a weight as well."""
Called: TypeAlias = Mapping[str, frozenset[str]]
"""What each sign or word, in lower case, may mean."""


@cache
def signs(own: str = "") -> Called:
    """Return what stands on either side of an amount, for a merchant whose prices are in `own`, if that is known."""
    found = {sign: frozenset(codes.split()) for sign, codes in _SIGNS.items()}
    found |= {code.lower(): frozenset({code}) for code in _CODES.split()}
    if own:
        found |= {sign: frozenset({own}) for sign in (own.lower(), *_OWN_SIGNS.get(own, "").split())}
    return MappingProxyType(found)


@cache
def names(own: str = "") -> Called:
    """Return what stands after an amount only: ``save dollars. 3 socks`` names none."""
    found = {name: frozenset(codes.split()) for row, codes in _NAMES.items() for name in row.split()}
    return MappingProxyType(found | {name: frozenset({own}) for name in _OWN_NAMES.get(own, "").split()})
