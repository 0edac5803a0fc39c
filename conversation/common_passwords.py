"""Passwords long enough to be taken and common enough to be tried first."""

_WALKS = (
    "123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 012345678910 0123456789012 "
    "0987654321098 123123123123 123412341234 111222333444 112233445566 121212121212 1234567890qwertyuiop "
    "qwertyuiop12 qwertyuiop123 qwertyuiopasdf qwertyuiopasdfghjkl qwertyuiop[] qwerty123456 qwerty1234567 "
    "qwerty12345678 qwerty123456789 qwertyqwerty qwertzuiopasdf azertyuiopqsdf asdfghjkl123 asdfghjklzxcvbnm "
    "asdfasdfasdf zxcvbnm12345 zxcvbnmasdfghjkl 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qaz2wsx3edc "
    "1qaz2wsx3edc4rfv q1w2e3r4t5y6 qazwsxedcrfv abc123456789 abcd12345678 a1b2c3d4e5f6 abcdefghijkl "
    "abcdefghijklm abcdefghijklmnop"
)
_WORDS = (
    "password1234 password12345 password123456 password1234567 password12345678 password123456789 passwordpassword "
    "password2024! password2025! password2026! passw0rd1234 p@ssw0rd1234 p@ssword1234 mypassword123 mypassword1234 "
    "changeme1234 changemechangeme changemeplease letmein12345 letmein123456 letmeinletmein letmeinplease "
    "welcome12345 welcome123456 welcomewelcome iloveyou1234 iloveyou12345 iloveyouiloveyou iloveyouforever "
    "administrator administrator1 administrator123 adminadminadmin admin1234567 admin12345678 rootrootroot "
    "supersecret1 supersecret123 topsecret123 trustno1trustno1 computer1234 internet1234 football1234 baseball1234 "
    "basketball12 liverpool123 manchester123 superman1234 batman123456 dragon123456 monkey123456 princess1234 "
    "sunshine1234 michael12345 jennifer1234 starwars1234 pokemon12345 whatever1234 unbelievable "
    "correcthorsebatterystaple thisismypassword thequickbrownfox "
    "summer202024 winter202024 summer2026!! winter2026!! spring2026!! autumn2026!! testtesttest test12345678 "
    "twolanetwolane twolane12345"
)

COMMON = frozenset(_WALKS.split()) | frozenset(_WORDS.split()) | {"correct horse battery staple"}
"""In lower case; compare without regard to case."""
