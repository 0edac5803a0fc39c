"""Keywords that count as the whole text or a whole clause, and the courtesies that may stand around them."""

import re

OPT_OUT = frozenset(
    {
        # FCC 64.1200(a)(10), Twilio and AWS (primary)
        "stop", "stopall", "quit", "end", "revoke", "cancel", "unsubscribe", "optout", "remove",
        # what people write for these
        "unsub", "unsubscribed", "unsubscribing", "stopping", "cease", "desist", "halt", "enough", "unenroll", "unfollow", "discontinue", "delete", "unlist",
        "spam", "blocked", "block", "dnd", "dnc", "arrete", "stopit",
        # Spanish, French, Portuguese, German, Italian
        "alto", "parar", "pare", "paren", "cancelar", "cancela", "cancelen", "baja", "basta", "detener", "detengan", "detenganse", "remover",
        "detente", "arret", "arreter", "arretez", "desabonner", "desabonnement", "desinscrire", "sair", "descadastrar",
        "stopp", "abmelden", "abbestellen", "fermare", "cancella", "ferma",
        # Chinese, Japanese, Korean, Vietnamese, Tagalog, Russian
        "td", "停止", "退订", "退訂", "取消", "取消订阅", "停", "配信停止", "解除", "중지", "수신거부", "그만", "huy", "dung",
        "itigil", "стоп", "ctoп", "отписаться", "hinto",
    }
)  # fmt: skip
"""One word that ends the texts when it stands alone or beside courtesies only."""

OPT_OUT_PAIRS = frozenset(
    {
        "stop all", "opt out", "opt me out", "no more", "no mas", "no mais", "plus de sms", "stop it", "stop this", "stop these",
        "stop that", "stop them", "stop now", "stop already", "quit it", "end all", "cancel all", "remove me", "delete me",
        "unsubscribe me", "take me off", "no mas mensajes", "no mas textos", "block me", "un subscribe", "op out", "otp out",
        "opt ot", "stop everything", "dar de baja", "de baja", "bug off", "buzz off", "back off", "go away", "get lost",
        "beat it", "knock it off", "cut it out", "shut up", "not interested stop", "un sub", "turn off", "turn this off",
        "remove number", "remove my number", "end this", "end these", "end conversation", "end texts", "ya no", "ya basta",
        "no gracias no mas", "cancel this", "end it", "para ya", "pare ya", "t d", "do not disturb", "enough already", "enough is enough", "make it stop", "let me out", "get out",
    }
)  # fmt: skip

TYPOS = frozenset(
    {
        "stpo", "sotp", "tsop", "tosp", "stp", "sto", "stoo", "stoip", "stopp", "stap", "stahp", "stawp", "stob", "syop", "dtop",
        "stoop", "st0p", "5top", "sttop", "sstop", "stopo", "stopt", "stops", "stopa", "stopl", "stopn", "stiop", "stio", "stpp",
        "sopt", "spot stop", "stop1", "stop2", "stopo", "sropt", "srop", "stol", "stip", "stup", "stoped", "stoppit", "sto9",
        "ztop", "xtop", "wtop", "stlp", "st9p", "stop0", "astop", "stopm", "stopq", "s top", "st op", "sto p", "stop p",
        "stopn0w", "stopal", "stoppall", "stop2end", "stop2quit", "stop2stop", "stop2unsubscribe", "sop", "stop2cancel", "stoppe", "stoppo", "sotop",
        "cancle", "cancell", "cansel", "cacel", "cancl", "canel", "cancil", "cencel", "canecl", "cancelled", "cancele",
        "quti", "qiut", "quitt", "qut", "qu1t", "uqit", "kwit", "edn", "endd", "enf", "e nd",
        "remvoe", "rmove", "remov", "remoe", "reomve", "romove", "revome", "remeove", "removed",
        "optou", "opout", "optot", "0ptout", "opt0ut", "optoout", "opted out", "opt aut", "opt oout", "opt ouy", "otpout",
        "unsusbcribe", "unsubscride", "unsubsribe", "unsuscribe", "ubsubscribe", "unsubcribe", "desuscribir", "desuscribirme",
        "arett", "arrret", "parrar", "altto", "cancealr",
    }
)  # fmt: skip
"""Slips of one, two or a neighbouring key, curated: a distance of one would also take shop, top, send, and, quite."""

SLIPS = re.compile(
    r"\b(?:stpo|sotp|tsop|stp|stopp|stap|stahp|stawp|stip|syop|dtop|st0p|5top|stoip|sttop|sstop|stob|stpp)\b"
)
"""Slips for stop that are no words, so that they count inside a phrase too."""

UNSUBSCRIBE = re.compile(
    r"\b(?:un|ubn|nu|in|um|unn|ub|uns)[ -]?(?:s+u?[bs]?[bsn]*c?[cs]?r[iye]+[bp]|su[bsn]*sc[ri]*b|scri?b|subs?ri?b|sbu?scri|sub?cri|"
    r"sucri|suscri|subscib|subscirb|susbcri|sunscri|sub\b)\w*"
)
"""Unsubscribe and its many misspellings, at the beginning of a word; `subscribe` and `resubscribe` are none."""

COURTESIES = frozenset(
    {
        "please", "pls", "plz", "plez", "pleas", "thanks", "thank", "you", "thx", "ty", "tnx", "now", "ok", "okay", "k", "hi", "hello",
        "hey", "yes", "no", "just", "kindly", "immediately", "asap", "right", "today", "sir", "maam", "dude", "bro", "man", "lol",
        "guys", "already", "omfg", "jesus", "god", "ffs", "por", "favor", "gracias", "porfavor", "porfa", "ya", "merci", "svp",
        "s", "il", "vous", "plait", "the", "i", "said", "u", "yall", "yo", "so", "and", "again", "forever", "permanently", "damn",
        "dammit", "fucking", "freaking", "effing", "fing", "goddamn", "sorry", "nope", "really", "seriously", "ugh", "omg", "wtf",
        "good", "bye", "goodbye", "amigo", "senor", "team", "everyone", "folks", "ahora", "bitte", "danke", "obrigado",
    }
)  # fmt: skip
"""Words beside a keyword that change nothing about it."""

OBJECTS = frozenset(
    {
        "all", "it", "this", "that", "these", "those", "them", "everything", "me", "text", "texts", "txt", "txts", "texting", "txting",
        "message", "messages", "messaging", "msg", "msgs", "msging", "sms", "mms", "spam", "promo", "promos", "promotions", "ads",
        "marketing", "alerts", "notifications", "reminders", "updates", "mensajes", "textos", "mensaje", "crap", "shit", "nonsense",
        "bs", "garbage", "list", "subscription", "offers", "deals", "stuff", "junk", "of", "with", "from", "my", "your", "ur",
        "phone", "number", "los", "las", "de", "messeges", "mesages", "massages", "txs", "texs", "calls", "communications",
        "communication", "contact", "contacting", "sending", "bothering",
    }
)  # fmt: skip
"""What may follow a strong keyword such as STOP and still be about the texts."""

HELP = frozenset({"help", "info", "ayuda", "aide", "information", "hlp", "halp", "hepl", "hilfe", "帮助", "support"})
HUMAN = frozenset(
    {
        "agent", "human", "representative", "rep", "operator", "person", "humano", "agente", "persona", "operador", "representante",
        "asesor", "manager", "supervisor", "livechat", "real person", "live agent", "live person", "live chat", "customer service",
        "customer support", "real human", "customer care", "speak to agent", "talk to agent", "talk to human", "call me",
        "human please", "live rep", "live human", "an agent", "a human", "a person", "a real person", "servicio al cliente",
    }
)  # fmt: skip
START = frozenset(
    {
        "start", "unstop", "subscribe", "join", "optin", "opt in", "opt me in", "resubscribe", "resume", "sign me up", "signup",
        "sign up", "comenzar", "empezar", "suscribir", "suscribirme", "unstopall", "start again", "opt back in", "join again",
        "start texts", "restart", "star t", "re subscribe", "subscribe me", "resubscribe me", "opt me back in", "enroll", "strat",
        "satrt", "sart", "untsop", "unblock", "unblock me", "add me back", "count me in", "inscribirme",
    }
)  # fmt: skip
YES = frozenset(
    {
        "yes",
        "y",
        "si",
        "yess",
        "yes yes",
        "yes i agree",
        "i agree",
        "agree",
        "yes sign me up",
        "acepto",
        "yes i do",
        "oui",
    }
)
