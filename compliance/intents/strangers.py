"""Does the number reach somebody else, or a child?"""

import re

from compliance.intents.matching import any_of, first_match
from compliance.intents.names import COMMON_NAMES, NO_NAMES
from compliance.intents.normalise import Text

_BELONGS = any_of(
    r"(?<!the )wrong (?:number|person|phone|contact|guy|girl|lady|man|woman|cell|digits|no|num|recipient|party|human|individual|house)(?! (?:of|at checkout|in my|on my (?:order|account)|for my))|wrongnumber|wrong num",
    r"(?:have|has|got|texting|texted|reached|messaging|contacting|sent (?:this )?to|calling|dialed) (?:the |a )?(?:wrong|incorrect) (?!size|color|item|product|order|address|price|shoe|thing|one|code|amount|shirt)\w+|incorrect (?:phone )?number(?! of)|mistaken (?:identity|number)|not the (?:right|correct) (?:person|number|phone|guy|girl|one you)|(?:number|phone) is wrong",
    r"(?:this is|its|you(?:ve)? (?:have )?(?:reached|texted)|you are texting|youre texting|texting|texted|reached)(?: \w+)? (?:an? |my |the )?(?:land ?line|business(?: line| number| phone)?|hospital|office|school|church|work (?:phone|number|cell)|company (?:phone|number)|emergency|police|fire (?:station|department)|nursing home|hospice|pharmacy|clinic|government (?:phone|number)|doctors? office|pay ?phone|nurse\w*|law (?:firm|office)|911|dispatch|daycare|library|fax|voip|google voice|hotel|restaurant|suicide|patient room|room phone|group home|crisis line|poison control)\b(?! gift)",
    r"(?:no ?(?:one|body)|theres no|there is no|there isnt (?:a|any|anyone)|there aint no|isnt anyone|not anyone)(?: \w+)? (?:here|by|named|called|with|goes by)(?: (?:by|named|called|with|goes by|that|the name|the|name|of))*|(?:dont|do not) know (?:any ?(?:one|body)|a|an|any|no|who|this|that|him|her|them)(?: (?:by|named|called|with|that|the name|person|guy|girl|lady|name|is|woman))+(?! (?:size|to))|dont know (?:him|her|them|this person|that person)|never heard of (?:him|her|them|this person|you(?:r (?:store|company|brand|site))?|yall|this (?:store|company|brand|site|place))",
    r"(?:no longer|not|isnt|aint|stopped being|never was|used to be) (?:\w+ )?(?:his|her|hers|their|theirs|my (?:husbands?|wifes?|moms?|dads?|sons?|daughters?)) (?:number|phone|cell)?(?: (?:anymore|any more))?(?:$| (?:number|phone|its mine))|(?:no longer|doesnt|does not|dont|do not|not) (?:have|has|had|own|owns|use|uses|using|live|lives|work|works|owning|belong|belongs)(?: (?:at|to|in|with|by|for))?(?: (?:this|that|here|the same))(?: (?:phone|number|cell|address|line|company|house|him|her|them|anymore|any more))*(?! (?:code|size|color|in|store))",
    r"(?:number|phone|cell|line|sim)(?: now| has)? (?:belongs? to|is (?:now )?(?:someone|somebody) elses|was reassigned|got reassigned|is reassigned|been reassigned|has a new owner|changed|has changed|hands)(?! (?:me|us)\b)|(?:just|recently|only) (?:got|received|bought|inherited|was (?:given|assigned)|changed) (?:this|a new|my new|the) (?:number|phone number|line|sim)|(?:i(?:ve)? (?:just )?(?:got|have|had)|its|this is|is) (?:a )?(?:new|different|someone elses|somebody elses) (?:number|owner|phone number)|(?:previous|prior|former|last|old) (?:owner|person|user|holder)(?: (?:of|who|had))?|(?:had|have) this number (?:for|since)|(?:someone|somebody|some one) elses (?:number|phone|cart|name|info|account|order)|reassigned number|recycled number",
    r"(?:she|he|they|who you)(?: has| have|s|ve)? (?:changed|got) (?:\w+ )?(?:a )?(?:new )?(?:number|phone)s?|(?:passed away|is deceased|has died|died (?:last|in|a|on|\d)|is dead|recently passed|hes dead|shes dead|deceased)(?! battery)|(?:you are|youre|you|u|ur) (?:not )?(?:looking for|trying to (?:reach|contact|text|get|find)) (?:someone|somebody|a different|another|him|her|else)(?: else| person)?|not who you (?:think|are looking|want|re looking|were)|(?:im|i am|this is) not (?:the|that) (?:person|one|guy|girl|lady|individual|customer|owner|man|woman)(?: you|$| who)?|(?:this is|its) not (?:me|my (?:cart|order|account|name|purchase))|(?:this|that|it) (?:isnt|is not|aint|wasnt|was not) (?:me|my (?:cart|order|account|name)|mine)$|not my (?:cart|account|name|purchase)$|(?:thats|that is|this is|it is|its) not my name|(?:i|we)(?:ve| have)? never (?:shopped|been|ordered|bought|visited|heard|used|had|purchased|put|left|added|even (?:shopped|been|visited|heard))(?: \w+){0,3}? (?:with you|from you|at your|on your|your (?:store|site|website|company)|there|here|of (?:you|this|your)|from here|a cart|cart|in a cart|anything from you|to your)|(?:am|are|is) (?:no|not) (?:\w+ )?by that name|take me for someone else|confus\w+ me with|thinking of someone else|must be someone else|i think you (?:meant|mean|wanted|want) (?:to text |to reach |to message )?(?:someone|somebody|another|a different)",
    r"(?:his|her|their) (?:old|former|previous) (?:number|phone)|(?:phone|number|cell) no longer belongs|new owner of|got this (?:number|phone) (?:last|a|this|in|recently|yesterday|about|few|two|\d)|(?:no longer|not|isnt) \w{3,}s (?:phone|number|cell)|(?:numero|telefono|persona) (?:equivocad[oa]|incorrect[oa]|erroneo)|(?:se |te )?(?:equivoc\w+|confund\w+) de (?:numero|persona|telefono)|(?:esta|estas|estan) equivocad[oa]s?(?: de)?|no (?:soy|es) (?:esa|la|el|ese|quien|ella) (?:persona|que|busca)?\w*|(?:ya )?no es (?:su|el) (?:numero|telefono)(?: de)?|este (?:numero|telefono) (?:ya )?(?:no es|no le pertenece|es de otra|cambio)|no conozco a|aqui no (?:vive|hay|es)|mauvais numero|numero errado|打错|不是我",
)
_NOT_BELONGS = any_of(
    r"(?:entered|put in|typed|gave(?: you)?|give|used|wrote|have on file|entering|put) (?:\w+ ){0,2}?(?:wrong|incorrect) (?:phone )?number|wrong number (?:of|on the (?:package|box|tag)|at checkout)|tracking number is wrong|wrong tracking|(?:order|tracking|model|item|part|card|account|serial|style) number",
)
_NOT_NAMED = re.compile(
    r"\b(?:(?:[Tt]his|[Tt]hat|[Ii]t)(?: is|'?s) not|(?:[Tt]his|[Ii]t|[Tt]hat) (?:isn'?t|ain'?t)|(?:[Tt]his|THIS) (?:isnt|ISNT|ISN'T|IS NOT|aint)|[Ii](?:'?m| am|M) ?(?:not|NOT)|[Nn]ot|[Nn]o soy|[Nn]o es)"
    r"\s+(?:a\s+|named\s+|called\s+)?(?P<name>[A-Za-z]+)(?:['’]s (?:phone|number|cell|phone number))?(?P<after>\s*(?:$|[.!,;?]|[-\u2014]|(?:and|but|anymore|any more|sorry|you|wrong|who|i|at|here|lol|please|so)\b))",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?P<name>[a-z]+)(?: \w+)? (?:doesnt|does not|dont|do not|no longer|is no longer|isnt|hasnt|has not|moved|changed|gave up|left|quit|"
    r"died|passed|is not (?:at|on|here|with|using|available at)|not at|isnt (?:at|on|here)|not here|hasnt had|sold|lost)"
    r"(?: (?:had|have|has|own|owns|use|uses|using|live|lives|work|works|be|at|on|with|up|her|his|their|get|reach|the|this|that|reached|to|company|"
    r"reachable|away|answer))*(?: (?:phones?|numbers?|cell|here|anymore|any more|line|it|away))"
)
_WHO_IS = re.compile(r"\bwho(?:s| is|se)? (?:the (?:hell|fuck|heck) is )?(?P<name>[a-z]+)$")
_KNOWS_NO = re.compile(
    r"\b(?:dont know|do not know|no conozco|aint|there is no|theres no|no) (?:a |any |anyone named |anybody named |who |who is |a person named |no |ningun[a]? |a )*(?P<name>[a-z]+)(?: (?:is|here|at this|lives|at|by|on|and|or|sorry|u|you|living|anymore|$)|$)"
)
_SOMEBODY = re.compile(
    r"\b(?:this is|im|i am|its) (?P<name>[a-z]+)s (?:husband|wife|mom|mother|dad|father|daughter|son|sister|brother|roommate|ex|boss|boyfriend|girlfriend|widow|friend|assistant|partner|coworker)\b"
)

_AGE = r"(?:[5-9]|1[0-7]|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)"
_NOT_AGE = (
    r"(?!\s*(?:min|minutes?|mins|hours?|hrs?|hr|h|days?|weeks?|wks?|months?|mos?|miles?|mi|km|blocks?|feet|foot|ft|inch\w*|in|cm|lbs?|pounds?|kg|percent|st|th|nd|rd|dollars?|bucks|am|pm|of|for|to|on|stops?|"
    r"people|kids|items?|orders?|pairs?|out|away|from|short|over|under|off|us|uk|eu|x|wide|narrow|w|d|e|or|and a half in|and a half (?:min|hour|size|week|month)|in (?:line|womens|mens|kids|shoes|us|jeans|most|pants)|steps?|times?|degrees?|seconds?|secs?|"
    r"pages?|shirts?|shoes?|streets?|more|left|and (?:a half )?(?:minutes|weeks)|years? (?:in|into|sober|clean|married|at|on|with|experience)|\d))"
)
_MINOR = any_of(
    rf"(?:im|i am|i m|ima|iam|me is|being|i just turned|i turned|just turned|turning|i turn|hes|shes|he is|she is|i be) (?:only |just |literally |actually |like |still |barely |turning |about to be |a |gonna be |almost )*{_AGE}(?: and a half)?(?: ?(?:years?|yrs?|yr|y)(?: ?(?:old|o))?| ?yo| ?y o| ?yr old| ?year old)\b(?! (?:in|into|sober|clean|married|at|with|experience))",
    rf"(?:im|i am|i m|iam|i just turned|i turned|just turned|i turn) (?:only |just |literally |actually |like |still |barely |turning |about to be |almost )*{_AGE}\b{_NOT_AGE}",
    rf"\b{_AGE} ?(?:years? old|yrs? old|yo|y o|yr old|year old) (?:here|girl|boy|kid and|and i|cant|texting)|my age is {_AGE}|age {_AGE}$",
    rf"(?:texting|texted|messaging|is|belongs to|reached|contacting|selling to|spamming|this is|soliciting|sending (?:this|these|texts) to) (?:an? |my |our |the |with |to )*(?:{_AGE}(?: ?(?:yr|year|years|yrs|yo|y o)\s?(?:old)?(?:s|er)?)(?: (?:son|daughter|kid|child|boy|girl))?|minors?|child|underage\w*|kids? (?:phone|cell|number)|minor child|minor s phone)(?! (?:gift|sized|issue|problem|setback|detail|size|sizes|thing|inconvenience))",
    rf"(?:this|that|it|phone|number|cell)(?: is|s)? (?:now )?(?:an? |my |our |the )?(?:{_AGE} (?:yr|year) olds?|kids?|childs?|childrens?|sons?|daughters?|minors?|little (?:brothers?|sisters?)|toddlers?|grandsons?|granddaughters?|grandkids?|nieces?|nephews?|students?)(?: \w+)? (?:phone|cell|number|tablet|ipad|line|device)",
    r"(?:im|i am|i m) (?:\w+ )?(?:an? |still a |just a |only a |technically a )?(?:minor|kid|child|under ?age\w*|little kid|teenager under|teen under|not (?:yet )?(?:18|eighteen|an adult|old enough)|under (?:18|eighteen|13|thirteen|16|age)|(?:too|not) (?:young|of age)(?! at heart)|below 18|younger than 18)(?! (?:at heart|in|issue|fan))|not (?:18|eighteen) (?:yet|years)?|too young to (?:buy|order|have|use|shop|get|own)",
    r"(?:im|i am) (?:in|a) (?:the )?(?:(?:[1-9]|10)(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|elementary|middle|junior high|grade|pre ?school|kindergarten)(?: (?:grade|school|grader))(?! teacher)|(?:[1-9]|10)(?:st|nd|rd|th) grader(?! (?:teacher|gift))\b(?<!my 1st grader)",
    r"(?:my |have to ask my |need to ask my |let me ask my |ask my )(?:mom|mommy|dad|daddy|parents?|mother|father|mum|mama|papa|guardian|grandma)(?: and dad)? (?:says? (?:i cant|im not allowed|no|i have to|i need|im too)|wont let me|said (?:i cant|no|im not|im too)|doesnt let me|dont let me|has to|needs to (?:approve|say|buy)|took|will be mad|gets mad|is gonna|would kill|pays for my phone)|dont have (?:a |my own )(?:credit |debit )?card (?:because|cause|cuz|bc) im|not allowed to (?:buy|shop|order) (?:online|stuff|things)|(?:using|with|used|on|this is) my (?:moms?|dads?|parents|mommys) (?:phone|card|account|credit card|cell)(?= (?:and|without|cause|cuz|im|but i)| )",
    r"tengo (?:[5-9]|1[0-7])$|(?:son|daughter|kid|child|boy|girl) .{0,25}\bthis is (?:his|her|their) (?:phone|number|cell)|(?:tengo|tiene|cumpli|acabo de cumplir|voy a cumplir) (?:solo |apenas |solamente |como )?(?:[5-9]|1[0-7]|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete) (?:anos?|anitos|añitos)|soy (?:un |una )?(?:menor(?: de edad)?|nin[oa])|menor de edad|(?:telefono|numero|celular) de (?:mi |un |una )(?:hij[oa]|nin[oa]|menor)|jai (?:[5-9]|1[0-7]) ans|我(?:今年)?(?:[5-9]|1[0-7])岁",
)
_NOT_MINOR = any_of(
    rf"(?:for|gift for|buying (?:it )?for|shopping for|present for|get (?:it |this |one )?for) (?:an? |my |our |his |her )?(?:\w+ )?(?:{_AGE}\s?(?:yr|year|yo)|son|daughter|kid|nephew|niece|grand\w+)|(?:does|will|would) (?:it|this|they|that) (?:fit|work)|size {_AGE}",
)


def is_minor(text: Text) -> str | None:
    """Return the words by which a child, or a child's parent, tells whose phone this is."""
    if _NOT_MINOR.search(text.flat) is not None or re.search(r"\b[4-7]\s?['’]\s?\d", text.plain):
        return None
    return first_match(_MINOR, (*text.clauses, text.flat))


def is_wrong_number(text: Text) -> str | None:
    """Return the words that say the number is not the shopper's."""
    if _NOT_BELONGS.search(text.flat) is None and (found := first_match(_BELONGS, (*text.clauses, text.flat))):
        return found
    for found in _NOT_NAMED.finditer(text.plain):
        name = found["name"]
        looks_named = name[0].isupper() and not text.plain.isupper() and name.lower() not in NO_NAMES
        if name.lower() in COMMON_NAMES or (looks_named and not found.group().lower().startswith("not ")):
            return found.group().strip()
    for clause in (*text.clauses, text.flat):
        for pattern in (_NAMED, _KNOWS_NO, _SOMEBODY):
            if (about := pattern.search(clause)) and (
                about["name"] in COMMON_NAMES or pattern is _SOMEBODY and about["name"] in COMMON_NAMES
            ):
                return about.group()
    return _asks_who_somebody_is(text)


def _asks_who_somebody_is(text: Text) -> str | None:
    for clause in text.clauses:
        if (about := _WHO_IS.search(clause)) and about["name"] in COMMON_NAMES:
            return about.group()
    return None
