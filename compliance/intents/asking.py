"""Does the text ask for a person, for help, who is texting, or to be texted again?"""

import re

from compliance.intents.keywords import COURTESIES, HELP, HUMAN, START, YES
from compliance.intents.matching import any_of, first_match, without
from compliance.intents.normalise import Text

_MACHINE = r"(?:bot|bots|robot|ai|a i|chatbot|chat bot|automated|machine|computer|chatgpt|chat gpt|gpt|siri|alexa|llm|auto ?responder|auto ?reply)"
_HUMAN = r"(?:human(?: being)?|person|people|real|live person|actual person|man|woman|guy|someone real|somebody real)"
_KIND = rf"(?:{_MACHINE}|{_HUMAN})"
_DONE = (
    r"(?=$| (?:or|here|there|texting|typing|repl\w+|answer\w*|respond\w*|messag\w+|text\w*|writing|reading|lol|right|please|pls|rn|now|that|who|"
    r"i|im|this|am|from|behind|on|because|cuz|bc|account|number|service|system|chat|assistant|thing|talking|and|but|haha|though|tho|bro|again|"
    r"speaking|sending|just|program|line|thingy|at|bot)\b)"
)
_IDENTITY = any_of(
    rf"(?:are|r|is|am|do) (?:you|u|ya|this|i|it|we) (?:actually |really |just |even |like |all |some |some kind of |talking to |texting |texting with |chatting with |chatting to |speaking to |speaking with |talking with )*(?:an? |the |any |one of those )?(?:actual |real |live |robot or |bot or |genuine |true |legit )*{_KIND}(?: or (?:an? )?(?:\w+ )?{_KIND})?{_DONE}",
    rf"(?:you|u|ur|youre) (?:sure )?(?:an? )?(?:real |actual )?(?:{_MACHINE}|real person|actual person)(?: right| huh| arent you| or (?:an? )?\w+)?$",
    rf"^(?:hey |ok |so |lol |wait |hold on |um )*(?:an? )?{_MACHINE}$|^(?:{_MACHINE}|human|person) or (?:an? )?(?:real )?{_KIND}$|^(?:is )?(?:this|that) {_MACHINE}$",
    rf"(?:is|are) (?:this|these|it|that) (?:\w+ )?(?:an? )?(?:actual |real |live )*(?:{_MACHINE}|human|person|auto\w*){_DONE}(?: (?:text|message|response|account|number|service|reply)s?)?(?: or\b.*)?",
    rf"(?:sounds?|seems?|feels?|looks?) like (?:\w+ )?(?:an? )?{_MACHINE}|prove (?:\w+ )?(?:youre|you are|ur|your|that youre) (?:not )?(?:an? )?(?:real )?{_KIND}|(?:youre|you are|u are|(?:ur|your)(?= an? )) (?:not )?(?:an? )?(?:real |actual )?(?:{_MACHINE}|human|real person){_DONE}",
    rf"(?:talking|texting|chatting|speaking|messaging) (?:to|with) (?:an? )?(?:real |actual |live |freaking |damn )*{_KIND}(?= or\b)(?: or (?:an? )?(?:real |actual )?{_KIND})?|(?:i |im |am i )?(?:talking|texting|chatting|speaking|messaging) (?:to|with) (?:an? )?{_MACHINE}",
    r"(?:eres|es usted|es|esto es|hablo con|estoy hablando con|sos) (?:un|una|el|la)? ?(?:bot|robot|humano|humana|persona(?: real)?|maquina|ia|real|automatico)(?: (?:o|or) (?:un |una )?\w+)?|(?:etes|es) (?:vous|tu) (?:un )?(?:robot|humain|bot)",
    r"(?:who|whos|whose|who is|who are|who r|whom|who tf|who the (?:hell|fuck|heck)|hu) (?:the hell |the heck |tf |exactly |even |the |fuck )*(?:is |are |am i )?(?:this|dis|dat|you|u|that|dis is|it|texting|messaging|ya|talking|speaking|contacting)\b(?: (?:texting|from|messaging|again|please|with|to))?",
    rf"^(?:u|you|r u|are you|r you|ur) (?:even |for )?real$|(?:real |actual |live )*(?:person|human|people)(?: there| here)? or (?:an? |just an? |is (?:it|this) (?:an? )?)?(?:real )?{_MACHINE}|{_MACHINE} or (?:an? )?(?:real |actual |live )*(?:person|human)|(?:is|are) (?:there )?(?:an? |any |actual |real )*(?:\w+ )?(?:human|person|people|someone|somebody) (?:reading|behind|on the other|typing|writing|actually typing)",
    r"^(?:new phone )?(?:who dis|who dat|whos this|who|who is it|quien eres|quien es|quien habla|quien me escribe|con quien (?:hablo|estoy)(?: \w+)?|de parte de quien|cest qui|qui est ce|qui etes vous)$|(?:quien|de quien) (?:eres|es|habla|son|me (?:escribe|manda|habla)|manda)(?: (?:esto|este|usted|ustedes))?",
    r"whose? ?s? (?:number|phone|text) is this|whos (?:number|phone) (?:is )?this|(?:what|which) (?:company|business|store|brand|shop|website|site|organization) (?:is|are|r) (?:this|you|these|that|it|texting)(?: \w+)?|(?:what|who) (?:are|r) (?:you|u)$|do i know (?:you|u|this number)|(?:have|did) we (?:met|meet)|i dont know (?:who (?:this|you)|this number)(?: is| are)?|whats your name|what is your name|(?:is|are) (?:this|you) (?:\w+ )?(?:legit|legitimate|a scam|for real|spam|phishing|fake|a real (?:company|business|store|text|message|website|site|number)|even real|scam|safe|a joke|a prank)",
)
_PERSON = r"(?:humans?|persons?|people|agents?|reps?|representatives?|operators?|managers?|supervisors?|someone|somebody|anyone|anybody|some one|associates?|advisors?|specialists?|csr|staff|employees?|your (?:team|boss|staff|manager)|the (?:manager|owner|boss|team|store)|owner|real one|an? adult|customer (?:service|support|care|rep\w*)|support|sales|a live one)"
_ADJ = r"(?:an? |the |your |ur |some |any |actual |real |live |living |breathing |freaking |damn |fucking |goddamn |nice |different |store |sales |human |support |service |customer |service |an actual |store |in |charge )*"
_TO_PERSON = any_of(
    rf"(?:talk|speak|chat|text|connect(?:ed)?|transfer(?:red)?|switch(?:ed)?|hand(?:ed)?|pass(?:ed)?|forward(?:ed)?|escalate|patch|put|route|send|get|reach|contact|communicate|refer|conversation|deal|talking|speaking|chatting|get in touch|in touch|hold)(?: this| me| us| it| through| over| off| up| ahold| hold| a hold)* (?:to|with|of|on with|thru to|through to|on|in touch with) {_ADJ}{_PERSON}(?! who can stop)",
    rf"(?:get|give|need|want|wanna|find|have|prefer|request|gimme|bring|like|connect|send|require|demand|show|got|looking for|want to see|where is|wheres|put on|asking for|waiting for|waiting on|i need|are there any|are there|is there|theres|there|any|got any) (?:me |us |to (?:talk|speak|chat) (?:to|with) |for )?(?:a|an|any|some|your|the|an actual|real|live|actual) {_ADJ}(?:humans?|persons?|people|agents?|reps?|representatives?|operators?|managers?|supervisors?|someone real|real one|live one|customer (?:service|support|care)|human being)(?! (?:size|resources|hair|error|shaped|pain))(?!s? special)",
    rf"(?:get|give|need|want|gimme|request) (?:me |us |to )?(?:humans?|(?:real|actual|live) (?:humans?|people|persons?|agents?|help|support)|help from (?:a|an|some)?\s?{_ADJ}{_PERSON}|human (?:help|support|assistance)|customer (?:service|support|care))",
    rf"(?:can|could|will|would|have|may|might|need|want|let|please have|get|is there|theres|hoping) (?:i |you |u |we |please |to )*(?:have |get |let |ask )?{_ADJ}(?:someone|somebody|anyone|anybody|person|human|people|agent|rep|representative|manager|supervisor|your team|associate|customer service)(?: there| from your team| on your team| at the store| else| real| actually| please| from \w+| who| that| to| can| could| in charge)* (?:to )?(?:please |just |actually )?(?:call|ring|phone|contact|help|assist|reach|text|talk|speak|answer|read|walk|explain|get back|respond|reply|look|handle|email|take over|join|step in|fix|sort|describe|check)(?! me pick)",
    r"(?:someone|somebody|anyone|anybody|a person|a human|an agent|a rep) (?:that |who )?(?:i|we) (?:can|could) (?:talk|speak|chat|call|text)|(?:get|want|need|have|request|like) a call ?back|callback|(?:get|put) (?:me )?(?:someone|somebody|a person|a human|an agent|a manager|a rep) on (?:the )?(?:phone|line)|(?:please |can you |could you |just |can u |will you )?(?:call|phone|ring) me(?: back| please| now| asap| at| on| when| instead| tomorrow| today)?(?! (?:crazy|a|old|dumb|names))\b|give me a (?:call|ring)|(?:can|may|could) i (?:call|phone) (?:you|u|someone|somebody|in|the store|a|your|customer)|(?:whats|what is|have|is there|need|give me|got|send me|do you have) (?:a|the|your|me a|me the|me your)? ?(?:phone number|number (?:to call|i can call)|customer service (?:number|phone|line)|support (?:number|line)|hotline|phone line)(?! (?:on|for the|in)\b)|number (?:to|i can|we can) call",
    r"(?:not|instead of|no more|sick of|tired of|hate|dont want|done with|rather than|without) (?:an? |this |the |talking to |texting |with |your |these |to talk to )*(?:bots?|robots?|machines?|computers?|ai|automated\w*|chatbots?|bot crap)(?! (?:are|or))",
    r"(?:escalate|elevate) (?:this|it|please|my|to|me)|^(?:please )?escalate$|take over (?:from|for) (?:the )?bot|let me (?:talk|speak|chat)(?: to| with)? (?:someone|somebody|a|an|the|your|human)",
    r"(?:im|i am|my (?:mom|dad|husband|wife) is|as an?) (?:legally |visually |hearing |totally |almost |color ?)?(?:blind|deaf|impaired|dyslexic|hard of hearing|disabled|low vision|visually impaired|hearing impaired)(?! (?:to the|sided))|screen ?reader|sign language|accessib\w+|accommodat\w+|cant (?:read|see) (?:the )?(?:small )?(?:texts?|screen|print|images?|pictures?)",
    r"(?:hablar|conect\w+|comuni(?:car|qu)\w*|contactar\w*|platicar|transferir\w*|conversar|pas[ea]r?me|chatear)(?: (?:directamente|ya|por favor))? (?:con|a) (?:un|una|el|la|alguien|algun|alguna)? ?(?:persona|humano|humana|alguien|agente|representante|asesor|asesora|operador|operadora|gerente|encargad[oa]|supervisor\w*|ser humano|real)?|(?:quiero|necesito|prefiero|hay|quisiera) (?:a |un |una |ayuda de |hablar con )+(?:persona|humano|alguien|agente|representante|asesor|operador|gerente)\w*|atencion al cliente|(?:me puede|pueden|puedes) llamar|llamenme|llameme|parler a (?:un|une|quelqu)\w*|(?:un|une) (?:humain|vraie personne|conseiller)|真人|人工(?:客服)?|转人工",
)
_WARES = any_of(
    r"(?:someone|somebody|anyone|anybody|you) (?:please )?help me (?:with|pick|choose|decide|find|figure|size|understand|select)"
)
"""Wishes for advice on wares, which the AI gives too."""

_HELP = any_of(
    r"(?:how|where|howd|howed|whered)(?: the (?:hell|fuck|heck)| tf| in the world| exactly)?(?: (?:did|do|have|d|can|could))? (?:you|u|yall|ya|they|this) (?:guys |people |even |all )?(?:get|got|gotten|obtain|find|have|acquire|come by|pull) (?:a hold of |ahold of )?(?:my|this|our|me)(?: (?:phone|cell|number|info\w*|contact|data|details|name|digits|mobile))*|who gave (?:you|u|yall) (?:my|this)(?: \w+)?|where (?:is this|are you|u|you) (?:texting|from|coming from|located|based|getting my)(?: from)?$|(?:how|why) (?:do|did|does|is|are|am|was) (?:you|u|this|they|i|yall|the)(?: (?:guys|people|keep|even|always|always keep))* (?:have|know|got|get|getting|receive|receiving|texting|text|contacting|messaging|sending|on) (?:my (?:number|name|info\w*)|this number|these|this|texts?|messages?|me|your|a text|you|promos?|who i am|on (?:this|your))",
    r"why (?:am i|are you|r u|did i|do i|are u|you|r you|u|did you|are yall|is this|am i even) (?:\w+ )?(?:getting|texting|text|receiving|get|messaging|contacting|on this list|receive|sending|messaged|texted|in this|hitting)",
    r"what(?:s| is| are|re) (?:this|these|that|all this|it)(?: (?:text|texts|message|messages|number|program|even|all|service|from|in reference to|regarding|in regards to|in regard to|concerning|one))*(?: (?:about|for|regarding|from|to|texts|messages|please))*$|what (?:is|are|s) (?:this|these|you|u) (?:\w+ )?(?:about|for|texting (?:me )?(?:about|for)|in regards? to|in reference to|regarding|from|selling|offering|want)|what do (?:you|u) want|what (?:did i|have i) (?:sign(?:ed)? up|subscribe[d]?|agreed?|opt(?:ed)?)|what (?:number|company|program|service|list) is this|what(?:s| is) (?:your|the) (?:company|business|brand|store|website|privacy policy|terms|address|customer service|contact|email|support email|program)(?: name)?(?! (?:in|for|like))",
    r"^(?:in (?:reference|regards?) to|regarding|about|concerning) what$|how (?:often|many|frequent\w*) (?:do|will|are|of these|texts|messages|would|times)(?: (?:you|u|i|yall|text|texts|these|messages|be|a|per|going|gonna|to|get|will|do|me|send|month|week|day|getting|receive))*$|(?:do|does|will|are) (?:these|this|the texts|it|you|i get) (?:cost|charge|texts cost|messages cost|get charged|charged)(?: (?:me|money|anything|extra|for|texts|these|this))*|(?:msg|message|data|text(?:ing)?) (?:and data )?rates|contact (?:info|information|email)(?! lens)",
    r"^(?:what commands|commands|menu|options|keywords|help menu)$|(?:verify|prove|confirm) (?:that )?(?:this|you|who you|youre|you are)(?: \w+){0,3}(?:legit|real|are|from)",
)
_ONLY_HELP = any_of(
    r"^(?:i |can i |could i |may i |can you |could you |can u |pls |please |hi |hello |hey |yes |ok |im confused |umm |um |we |someone |somebody |anybody |anyone |can someone |just )*(?:need |get |have |want |give me |send |more |some |send me |give |ask for |get me )*(?:help|info|information|assistance|ayuda|aide|support)(?: (?:please|pls|plz|me|me please|out|now|asap|por favor|thanks|you|someone|needed|meee|svp|on this number|about this number|about (?:this|these) (?:texts?|messages?|program|number)|with (?:this|these) (?:texts?|messages?|texting)))*$|(?:necesito|quiero|me puedes dar|pueden) (?:ayuda|informacion)$|(?:como|donde|de donde) (?:consigui\w+|obtuv\w+|sac\w+|tien\w+) mi (?:numero|telefono)|(?:que|de que) es esto|por que me (?:escrib|mand|text|env|est)\w*",
)
_NOT_HELP = any_of(
    r"help (?:me )?(?:pick|choose|decide|find|with|figure|out with|understand|select|order|sizing|size)",
    r"more info(?:rmation)? on",
    r"info on",
)
_START = any_of(
    r"^(?:yes |ok |okay |hey |hi |actually |please |i want to |can you |could you |id like to |i would like to |oops |wait |never ?mind |nvm |sorry |pls |just |and |now |but |changed my mind |i changed my mind |can i |how (?:do|can) i |let me |you can |quiero |by accident |then )*(?:re ?subscribe|start (?:texting|messaging|sending|texts?|messages?|the texts?|my texts?|getting|me)|sign (?:me|us|my number|this number)(?: back)? up|signup|opt (?:me )?(?:back )?in|optin|subscribe|rejoin|re ?join|re ?enroll|enroll me|add me(?: back)?(?: to)?|put me back(?: on)?|turn (?:the |my |these |your )?(?:texts?|messages?|notifications|alerts|them) back on|unblock|unstop|join|resume (?:texts?|messages?|texting|sending|my)|text me again|opt in|get (?:the |your |my |those )?(?:texts?|messages?|deals|updates) (?:again|back)|suscrib\w+|inscrib\w+|activar|receive (?:texts|messages|your texts)(?: again)?|undo (?:the |my )?(?:stop|opt ?out|unsubscribe))(?! over)",
    r"(?:didnt mean|did not mean|not mean|accident\w*|mistake|mistakenly)(?: \w+){0,4} (?:to )?(?:stop|unsub\w*|opt ?out|cancel)|(?:unsub\w*|opted out|stop|stopped) (?:\w+ ){0,3}?(?:by )?(?:accident\w*|mistake)|i want (?:the |your |my |to (?:get|receive|be on) )*(?:texts?|messages?|list) (?:again|back)|(?:want|like|love) (?:to )?(?:be )?(?:back on|re ?added|added back|on (?:the|your) (?:text )?list)|start (?:back |them |it )?up again|start back",
)
_NOT_START = any_of(
    r"(?:dont|do not|never|didnt|not|cant|wont|how|did i|never even) (?:\w+ ){0,3}?(?:sign|subscribe|subscribed|opt|join|enroll|add|start|resub\w*)",
    r"start(?:ed|ing)? (?:over|again from|from scratch|the order|fresh|shipping|a)|subscribe and save|user has|has (?:double )?opted|join (?:the )?(?:rewards|waitlist|loyalty)",
)


def asks_for_person(text: Text) -> str | None:
    """Return the words that ask for a person; a question whether this is one is not among them."""
    alone = _alone(text.flat)
    if alone in HUMAN and not text.plain.rstrip().endswith("?"):
        return alone
    if any(_alone(clause) in HUMAN for clause in text.clauses) and len(text.clauses) > 1:
        return next(clause for clause in text.clauses if _alone(clause) in HUMAN)
    return first_match(_TO_PERSON, (without(_WARES, without(_IDENTITY, text.flat)),))


def asks_identity(text: Text) -> str | None:
    """Return the words that ask who or what is texting."""
    if _alone(text.flat) in HUMAN:
        return _alone(text.flat)
    return first_match(_IDENTITY, (*text.clauses, text.flat))


def asks_for_help(text: Text) -> str | None:
    """Return the words that ask for help with these texts, or about where they come from."""
    if _alone(text.flat) in HELP:
        return _alone(text.flat)
    if (only := first_match(_ONLY_HELP, (text.flat,))) is not None:
        return only
    if not text.flat and re.fullmatch(r"[\s?\u00bf]*\?[\s?]*", text.plain):
        return "?"
    for words in (*text.clauses, text.flat):
        if _NOT_HELP.search(words) is None and (found := first_match(_HELP, (words,))) is not None:
            return found
    return None


def opts_in(text: Text, *, pending: bool) -> str | None:
    """Return the words that agree to texts; a YES only against a pending prompt."""
    alone = _alone(text.flat)
    if text.flat in START or alone in START:
        return alone or text.flat
    if pending and (
        text.flat in YES or alone in YES or (text.words and text.words[0] in ("yes", "y", "si") and not alone)
    ):
        return text.words[0]
    if _NOT_START.search(text.flat) is not None:
        return None
    return first_match(_START, (*text.clauses, text.flat))


def _alone(words: str) -> str:
    """Return the words without courtesies; all of them where nothing else is there."""
    return " ".join(word for word in words.split() if word not in COURTESIES)
