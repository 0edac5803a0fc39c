"""Common given names, and capitalised words that are none: to tell "this isn't Sarah" from "this isn't working"."""

COMMON_NAMES = frozenset(
    (
        "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul "
        "andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry "
        "justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose adam nathan henry "
        "douglas zachary peter kyle walter ethan jeremy harold keith christian roger noah gerald carl terry sean austin arthur lawrence jesse "
        "dylan bryan joe jordan billy bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene vincent russell louis philip "
        "bobby johnny bradley mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley "
        "kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley "
        "anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie "
        "olivia joyce virginia victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa "
        "ann sara madison frances kathryn janice jean abigail alice julia judy sophia grace denise amber doris marilyn danielle beverly isabella "
        "theresa diana natalie brittany charlotte marie kayla alexis lori mike bob rob bill jim tom dave dan matt tony steve chris jeff tim ben "
        "sam alex nick greg ed fred ted ken ron don rick josh zach luke ivan leo max eli ian evan omar ali ahmed mohammed carlos luis jorge pedro "
        "miguel diego pablo jesus javier sofia lucia carmen rosa ana elena isabel claudia monica jenny jen kate katie beth liz sue sally wendy "
        "cindy mandy tina gina vicki becky debbie kathy peggy tracy stacy dawn jane jill kim tiffany crystal erica erin mia ava ella zoe chloe "
        "lily mei wei yuki priya raj amit dana casey taylor jamie morgan riley sheila yolanda latoya keisha jamal tyrone deshawn guadalupe"
    ).split()
)

NO_NAMES = frozenset(
    (
        "interested happy sure ready going buying paying able available working here there home sorry okay ok right correct fair true good great "
        "bad cool fine the a an it me my mine your what how why when where so very too really spam stop just only even yet now today tomorrow "
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november "
        "december christmas english spanish american sold tax free new old big small large medium xl blue red black white green i we they he she "
        "you this that these those impressed amused satisfied kidding joking lying mad angry looking getting doing having being sending feeling "
        "acceptable funny ideal legal legit helpful useful possible allowed supposed gonna bothered convinced comfortable familiar worried afraid "
        "planning trying seeing finding loving liking wanting shopify paypal apple google amazon venmo visa mastercard klarna usps ups fedex"
    ).split()
)
