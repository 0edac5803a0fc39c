"""However many ask for a discount on one cart at once, there is one, and everybody is told the same."""

import pytest

from conversation.offer import OfferState
from tests.conversation.offer_race import race

REQUESTS_IN_TEST = 160
REQUESTS_TO_PROVE = 10_000
AT_ONCE = 64


async def test_many_requests_make_one_offer(sql_url: str) -> None:
    await _race(sql_url, REQUESTS_IN_TEST)


@pytest.mark.prove
@pytest.mark.timeout(900)
async def test_ten_thousand_requests_make_one_offer(sql_url: str) -> None:
    await _race(sql_url, REQUESTS_TO_PROVE)


async def _race(url: str, requests: int) -> None:
    outcome = await race(url, requests, AT_ONCE)
    print(
        f"\n{url.split(':')[0]}: {outcome.granted} of {requests} requests answered, {AT_ONCE} at a time from two "
        f"processes: {len(outcome.offers)} offer made, {len(outcome.live)} live, {len(outcome.codes)} code told"
    )
    assert outcome.granted == requests
    (offer,) = outcome.offers
    assert offer.state is OfferState.ISSUED
    assert outcome.codes == {offer.code}
