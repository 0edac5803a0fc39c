"""How many decimals a currency has (ISO 4217, list one). Two, where nothing else is said here."""

_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_BY_CODE = {code: decimals for decimals, codes in _DECIMALS.items() for code in codes.split()}


def decimals_of(currency: str) -> int:
    """Return how many decimals the currency's amounts have: a minor unit is 10 to the power of minus that many."""
    return _BY_CODE.get(currency, 2)
