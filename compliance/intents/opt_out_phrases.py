"""The phrases of an opt-out, over flat words: lower case, unaccented, without marks and apostrophes."""

import re

from compliance.intents.matching import any_of

_ABOUT = (
    r"(?:text\w*|txt\w*|txs|texs|tex|msg\w*|messag\w*|mesag\w*|messeg\w*|massages|sms|mms|spam\w*|notif\w+|alerts?|promos?|promotion\w*"
    r"|ads?|advert\w*|marketing|reminders?|reminding|contact\w*|bother\w*|harass\w*|bugg?ing|pester\w*|annoying|hounding|stalking"
    r"|blowing (?:up )?(?:my|me)|hitting (?:me|my)|hitting up|pinging|reaching out|writing|emailing me and texting|solicit\w*"
    r"|subscription|updates?|these offers|deals|coupons|sending|send me|calling|calls|bs|bullshit|crap|nonsense|shit|communications?"
    r"|communicating|junk|service|sending me|selling|trying to sell|pushing|buzzing|nagging|disturbing|talking to me|this number)"
)
_STOPPING = r"(?:stop|stopp|quit|cease|discontinue|halt|end|cancel|kill|terminate|disable|turn off|shut off|stap|stpo|stopping|pause)"
_UP_TO = r"(?:\w+\s+){0,3}?"
_LIST = r"(?:list|lists|texts?|sms|messages?|messaging|system|database|records?|files?|contacts?|program|distribution|rotation|thing|chain|thread|group)"
_ASKING = (
    r"(?:please|pls|plz|just|kindly|now|must|need to|want you to|like you to|told (?:you|u|yall|you guys|you people|them) to"
    r"|asked (?:you|u|yall|you guys|them) to|said(?: to)?|saying|ask(?:ing)? (?:you )?to|gonna|will you|can (?:you|u|yall|we)|could you|would you"
    r"|(?:for|in) (?:the love of )?god(?:s)?(?: sake)?|fucking|have to|make (?:it|this|these|them)|how (?:do|can|to) ?(?:i|we)?(?: make (?:it|this))?"
    r"|i want (?:this|these|it|them) to|let me|to|better|should|wont you|yall|time to|yes|ok|and|i want to)"
)

NEGATED_STOP = re.compile(
    r"\b(?:dont|do not|never|cant|can not|cannot|couldnt|wont|will not|wouldnt|doesnt|does not|didnt|did not|not|isnt|without"
    r"|non|no pare[ns]?|hard to|unable to|no need to|rather you didnt|shouldnt|aint)\s+"
    r"(?:(?:ever|you|u|ya|want|wanna|to|it|them|me|yall|please|even|seem|able|really|think|i|planning|going|asking|trying|sure|gonna"
    r"|mean|meant|intend)\s+){0,5}?(?:stop\w*|quit|end|cancel\w*|remove|unsub\w*|opt(?:ing|ed)? (?:me )?out|optout|take me off)"
    r"(?:\s+(?:texting|sending|messaging|messages|texts|the|these|those|me|my|them|it|from|of|your|list|this|with|coming|deals|promos|offers))*"
)
"""What somebody says they do not want to end."""

STILL_STOP = any_of(
    r"(?:if|unless|why|when|until|till|since|because|how come|guess|and|but)?\s?(?:you|u|ya|yall|you guys|you people|these|they|texts|messages|it)\s+"
    r"(?:just\s+|still\s+)?(?:wont|will not|dont|do not|refuse to|never|havent|didnt|cant seem to)\s+(?:ever\s+|just\s+)?"
    r"(?:stop|stopped|quit)\s+(?:texting|messaging|sending|spamming|bothering|harassing|contacting|bugging|these|this|after|when)",
    r"(?:why|wont|will|when) (?:wont|dont|cant|will) (?:you|u|yall|these|the|it|this) ?(?:texts?|messages)? stop(?:\s+(?:texting|messaging|sending|spamming|bothering))?",
    r"(?:if|unless) (?:you|u|yall) (?:dont|do not|wont) stop",
    r"(?:texts|messages|these|spam) (?:just )?(?:wont|dont|never) stop",
)
"""Negations that complain of texts which do not stop."""

HYPOTHETICAL = any_of(
    r"(?:what (?:happens|if|does|do)|if i|should i|do i (?:have to|need to)?|when i|does it|will it|says?|it says|where it says|why does it say)\s+"
    r"(?:\w+\s+){0,4}?(?:(?:reply|text|say|type|send|write|press|texting|replying|answer)\s+){1,2}(?:the word )?(?:stop|unsubscribe|quit|end|cancel)(?: to (?:opt out|unsubscribe|end|cancel|quit))?(?: mean)?",
    r"what does (?:reply )?stop (?:to \w+ (?:out )?)?mean",
)
"""Talk about the keyword that does not use it."""

BENIGN_STOP = any_of(
    r"(?:bus|truck|pit|rest|first|last|next|one|non|door|full|whistle|f|ice|tour|short|back|flight|train|every|final|glottal|a|the)\s?stop(?:s|ped|ping|light|sign)?",
    r"stop (?:by|in|at|over|off at|into|on the way|motion|light|sign|watch|loss|gap|the spread|thinking|crying|laughing|smiling|staring|"
    r"looking|wearing|dreaming|obsessing|drooling|scrolling|worrying|raining|buying|eating|shopping|playing|lying|what youre doing|here|there|you there|right there)",
    r"(?:omg|haha|lol|girl|aww|aw|ahh|oh) stop",
    r"stop (?:it )?(?:im|i am|i love|i cant|hes|shes|this is so cute|thats so cute)(?: \w+)*",
    r"(?<!make )(?<!want )(?<!get )(?<!like )(?<!need )(?<!how does )(?:it|this|that|they|these|which|button|alarm|timer|watch|fan|zipper|screen|leak|battery|motor|machine|bag|bottle|shoes?|jacket|coat|glass(?:es)?) "
    r"(?:will |to |would |can |does |do |just |wont |ever )*stops?(?! texting| messaging| sending| the text| these| coming)",
    r"(?:does|do|did|will|would|is|can) (?:it|this|that|they|the \w+|these \w+)(?: \w+)? stop",
    r"(?:did|do|have|has|are|were) (?:you|u|they|yall|it|the store) (?:guys )?stop(?:ped|ping)?(?: (?:making|selling|carrying|offering|shipping|accepting|taking|having|sending (?:catalogs|out|to)|doing) ?\w*)?",
    r"why did (?:you|u|yall|the texts|they|it) stop(?: \w+){0,3}",
    r"(?:end|ends|ended) (?:table|of|up|zone|user|result|tables|date|to end|piece|cap|goal)|(?:week|week |rear|high|low|front|dead|back|year|month|open|book|far) ?end",
    r"cancel(?:l?ed|l?ing)? (?:that|it)|cancel(?:l?ed|l?ing)? (?:the|an|my|this|one|a)\s+(?!text|txt|sms|sub|mess|msg|alert|notif|member|enrol|all|everything|service|opt|account text)\w+",
    r"noise cancel\w*|quit (?:my|his|her|a|the|your) (?:job|day job|smoking|work|gym|team|class)|quit (?:smoking|drinking|vaping|working|on me)",
    r"remove (?:the|an?|one|it|that|this|those|some|two|1|2|item|items)\b(?! (?:number|texts?|messages?|list|contact|phone|cell))(?: \w+)?(?: from (?:my |the )?(?:cart|bag|order|basket))?",
    r"(?:take|get) (?:me|this|that|it|the \w+|\d+|an extra|another|some|something|a little|more) ?(?:percent|dollars|bucks)? off (?:guard|hold|the price|my (?:cart|order|bag|mind|hands|back)|for me)",
    r"no more (?:than|questions|room|stock|money|time|sizes?|blue|black|in|size|left|of the|delays?|available)\b",
    r"(?:is|are|theres?|have|got|got any|there) no more",
    r"(?:shut up and take|shut up take) my money|leave (?:it|them|the) alone",
    r"opt(?:ing|ed)? out of (?:the )?(?:gift|insurance|warranty|protection|packaging|bag|box|signature|wrapping|shipping|route|receipt|paper|faster|express)\w*",
    r"go away (?:on|for|to|in|with|this|next)|(?:wont|doesnt|didnt|not) go away|lost in the mail|(?:package|order|it) (?:get|got) lost",
)
"""Stopping, ending, cancelling and removing of other things."""

ADMIRING = any_of(
    r"stop (?:it )?(?:omg |thats |this |these |its |im |i |they |theyre |how ).{0,30}?(?:cute|love|gorgeous|adorable|obsessed|beautiful|amazing|perfect|stunning)"
)
"""Stop, as one says it of something lovely."""

_BOT = r"(?:bots?|robots?|robotic|ai|automated|automation|auto|machine|canned|computer|chatbot|copy ?paste|scripted|generic)"
FROM_THE_BOT = any_of(
    rf"(?:stop|quit|cut|enough|no more|dont want|do not want|end|skip|cancel)\s+(?:\w+\s+){{0,4}}?{_BOT}\b(?:\s+(?:replies|reply|texts?|messages?|responses?|crap|answers|stuff|bs|nonsense|thing))?"
)
"""Stop with the bot: joined to a wish for a person, it asks to go on."""

MAIL_ONLY = any_of(
    r"(?:un ?sub\w*|take (?:me|my \w+) off|remove (?:me|my \w+)|get (?:me )?off|opt (?:me )?out|stop|quit|cancel|no more|dont (?:send|want)|do not (?:send|want)|off)\s+(?:\w+\s+){0,5}?"
    r"(?:e ?mails?(?: list)?|e ?mailing|newsletters?|mailing list|inbox|catalogs?|mailers?)"
)
"""An end to mail."""

ABOUT_TEXTS = any_of(
    r"texts?|texting|texted|txts?|sms|messages?|messaging|both|everything|anything|all (?:of|your|commun)\w*|phone|number"
)

ACCIDENT = any_of(
    r"(?:accident\w*|mistake\w*|by mistake|didnt mean|did not mean|oops|resub\w*|undo|re subscribe)",
    r"(?:why|how come|when|did|was|were|am|got|am i|have) (?:was|am|did|were|i|we|you)? ?(?:i |we |you |me |get |got )*unsub\w*",
    r"(?:dont|do not|never|not|didnt|wont) (?:want to |want |wanna |you |please |ever |going to |gonna |to |mean to )*unsub\w*",
)
"""An opt-out that was not meant, or asked back about."""

NOT_ABOUT_TEXTS = re.compile(
    r"^(?:i |we )?(?:dont|do not|never|didnt|rarely|cant|cannot) (?:text and|text while|usually text|really text|text much)"
    r"|\bdont call\b.*\btext\b|\bstop (?:emailing|sending (?:me )?emails?|the emails?)\b(?!.*\b(?:text|sms|both|and)\b)"
)

PHRASES = any_of(
    # stop + what they do to me
    rf"{_STOPPING}\s+{_UP_TO}{_ABOUT}(?!\s+(?:order|number \d))",
    rf"{_ASKING}\s+(?:fucking\s+|freaking\s+|just\s+)*(?:stop|quit it|quit this|stop it|stop this|stop these|stop that|stop them|stop now|stop already)(?=$|\s+(?:it|this|these|that|them|now|already|"
    r"please|pls|immediately|asap|right|today|or|thanks|thank|forever|\d+|once|twice|one|two|three|four|five|so|many|several|multiple|before|yesterday|last|because|since|cause|but|me|all|everything|for|i|and|u|you|yall|guys|bothering))",
    r"^(?:stop|quit) (?:it|this|these|that|them|all|everything|now|already|or|right now|immediately|asap|today|me|u|with (?:this|the|these|all)|your|yall|you people|you guys|please)\b",
    r"stop (?:it|this|these|that|them)(?: now| already| please| right now| immediately)?$",
    r"(?:said|say|saying|texted|sent|typed|replied|wrote|answered|responded|told you|put|told yall|already|keep saying|text|asked to)\s+(?:with |the word |to )*(?:stop|unsubscribe|quit|cancel|stopped)(?! by| at| in)",
    r"^stop(?: stop)+|(?:how|where|way) (?:do|can|to|would)?\s?(?:i|we|one|u|you)?\s?(?:to )?(?:turn|shut) (?:this|these|it|them|that) off",
    r"(?:how|where|way) (?:do|can|to|would|could)?\s?(?:i|we|you|u)?\s?(?:to |please )?(?:get off|get out of|opt out|optout|stop (?:getting|receiving|these|this|the (?:text|messag|spam|promo|alert|notif|remind|sms)\w*|it$|your|all|you (?:from )?(?:text|send|messag))|end (?:this|these)|get these|get this to stop|block|not get|get rid|leave (?:this|the) (?:list|group|program|chat)|be removed|remove (?:myself|me|my))",
    # off the list
    rf"(?:take|get|remove|drop|pull|scratch|scrub|cross|keep|leave|knock|strike|delete|erase|yank|withdraw) (?:me|us|my (?:number|name|phone|cell|info|information|phone number|contact|cell number|data|details)|this (?:number|phone)|number) (?:off|from|out|of|completely|entirely|please|now|asap|immediately|permanently)\b(?!\s+(?:guard|hold|of here|the (?:cart|order|hook)|\d))",
    r"(?:take|get) (?:me )?(?:the (?:hell|fuck|heck) )?off (?:of )?(?:your|this|the|ur|all|of your|that|my phone)",
    rf"(?:off|from) (?:of )?(?:your|this|the|ur|all|any|that) (?:\w+ ){{0,3}}?(?:{_LIST})(?! of (?:things|items|sizes))\b(?<!the system)(?<!the thing)(?<!the list)",
    r"(?:remove|delete|erase|forget|lose|loose|ditch|trash|scrub|block|burn|drop) (?:me|us|my (?:number|info|information|data|phone|name|contact|cell|digits|phone number|cell number|details)|this (?:number|contact)|(?:our|the) number|number|ur number)(?! (?:item|from (?:the|my) cart))",
    rf"opt(?:ing|ed)?(?: me| us| my (?:number|phone))?(?: all the way| completely)? ?out\b(?!\s+of (?!(?:{_UP_TO})(?:{_ABOUT}|{_LIST}|this|these|it|all|everything|your|any|here)))|optout|opt me out|opt us out",
    r"(?:revoke|withdraw|rescind|retract|pull|cancel|taking back|take back|end|revoking|withdrawing) (?:my |all |any |our |the )*(?:consent|permission|authori[sz]ation|opt ?in|agreement)|i revoke|consent (?:is )?(?:revoked|withdrawn)",
    r"(?:do not|dont|not) (?:call|contact|text|disturb) (?:list|registry|me list)|(?:put|add|place) (?:me|this number|my number|us) (?:on|to|in) (?:your |the |ur |a )?(?:do not|dont|dnc|no (?:call|contact|text))",
    r"cease and desist|cease all|cease (?:contact|commun\w+)|no (?:further|future|additional) (?:contact|texts?|messages?|commun\w+|sms|marketing)|no contact|end (?:this|the) (?:chat|conversation|convo|thread|spam)",
    # do not contact me
    r"(?<!why )(?<!you )(?<!if you )(?<!i )(?<!they )(?<!we )(?:dont|do not|never|better not|not to|no longer) (?:ever |you |u |please |even |fucking |dare |bother |keep |want (?:you|u|yall) to |need (?:you|u|yall) to |wish (?:for )?(?:you|u) to )*"
    r"(?:text(?:ing)?|txt|message|messaging|msg|contact|sms|spam|solicit|bother|bug|harass|write|reach out to|hit up|hit|reply to|respond to)(?: to| with| back)?(?: (?:me|us|my|this|here|again|anymore|any ?more|ever|any longer|no more|back|at|please|number|the)\b|$)",
    r"(?:dont|do not|never|better not) (?:ever |you |u |please |even |fucking |dare |bother |keep )*(?:call|send|sending) (?:me|us|my (?:phone|cell)|this number)?\s?(?:any|anything|texts?|txts?|messages?|msgs?|sms|these|this|no more|more|stuff|crap|shit|spam|promos?|ads?|marketing|offers|deals|reminders|again|anymore|ever|updates|another)",
    r"(?:dont|do not|never) (?:ever |you |please |fucking )*(?:call|contact) (?:me|us|this number|here)(?! (?:about|when|if|instead|later|tomorrow|on))",
    # I do not want these
    rf"(?:dont|do not|no longer|never|not|didnt|dnt|rather not|done|tired of|sick of|hate|over|had it with|fed up with|enough of|enough with)\s+(?:(?:want|wanted|wish|need|like|care|wanna|trying|looking|interested|asked|ask|agree|agreed|consent|authorize|sign|signed|up|with|in|for|to|get|getting|receive|receiving|be|being|have|having|hear|hearing|from|see|you|u|yall|this|these|your|ur|all|any|more|anymore|the|of|so|many|many of|me|im|my phone)\s+){{0,7}}"
    r"(?:texts?|texting|texted|txts?|messages?|messaged|messaging|msgs?|sms|contact(?:ed|ing)?|notifications?|promos?|promotions?|ads|reminders?|spam|spammed|alerts?|bothered|subscribed|marketing|marketed|on (?:this|your|the|ur|any) list|part of this|hear(?:ing)? from (?:you|u|this|yall))\b",
    r"(?:dont|do not|no longer|never) (?:want|wish|need|care) (?:to )?(?:hear|be contacted|be texted|be messaged|be on|be part|be bothered|get these|receive these|receive this|get this stuff|any of this|any of these|anything (?:else )?(?:from|to do)|any more|anymore|these|this (?:crap|shit|stuff|anymore|spam|service))\b(?! (?:shirts?|shoes?|items?|sizes?|pants|colors?|ones?|jackets?|in|cart|order|product|boots?|hats?|bags?))",
    r"(?:never|didnt|did not|dont remember|dont recall|not) (?:ever )?(?:sign(?:ed|ing)?(?: me)?(?: up)?|subscribe[d]?|subscribing|opt(?:ed|ing)? ?in|gave (?:you )?(?:permission|consent|my consent)|give (?:you )?(?:permission|consent|my consent)|consent(?:ed)?|agree[d]? to|authorize[d]?|ask(?:ed)? for)(?: (?:for|to|up|you|this|these|it|any|your|my|get|receive|texts?|messages?|permission)\b)*(?!\s+(?:a |the )?(?:refund|discount|size|color|blue|red|order))",
    r"(?:dont|do not|didnt|no longer) (?:want|need) (?:this|these)$|(?:be|get|been|being|getting) (?:removed|taken off|deleted|unsubscribed|opted out|unlisted)(?! from (?:the|my) (?:cart|order|bag))",
    r"refrain from|unlist me|keep (?:your|these|ur) (?:texts?|messages?|promos?|deals|offers) (?:to yourself|away)|(?:dont|do not|never|no|without|havent|didnt) (?:have |give |gave |grant |granted |given |you |u |any |my |get |got |ever |the )*(?:permission|consent|authori[sz]ation)",
    r"^(?:just |but |and |ok |please )*no (?:more )?(?:marketing|promos?|promotions?|promotional \w+|ads|advert\w*|spam|solicit\w*)(?: please| texts?| messages?)*$|only (?:text|message|contact|msg|txt|send|want) (?:me |texts |messages |updates )*(?:about|for|with|when|on|regarding) (?:my )?(?:order|shipping|delivery|orders|tracking|shipment|purchase)",
    r"(?:remove|take|off|delete|drop)(?: me)?(?: off| from| of)? (?:of )?(?:the |your |this |ur |all )?(?:text(?:ing)? |sms |mailing |phone |contact |call )?lists?(?! of (?:things|items|sizes))|(?:may|can|could|should) (?:no longer|not|you (?:please )?not) (?:text|message|contact|msg)",
    r"you can (?:just |please )?stop(?: now)?$|get out of my (?:phone|messages|texts|inbox)|report\w*(?: \w+){0,4} as (?:spam|junk)|(?:dont|do not|never) (?:call|text|contact|email|message)(?: or (?:call|text|message|email|contact))+|do not disturb",
    r"^stop (?:i (?:dont|do not|am not|never|told|said|already|have|hate|wont|didnt)|im not|we (?:dont|do not)|you have|youre)",
    # idioms
    r"leave (?:me|us) (?:alone|be|the (?:fuck|hell) alone|tf alone)|let me be$|lose (?:my|this|the) (?:number|digits)|(?:fuck|f|piss|eff|screw|bugger|sod|fk|fck|f k|fuk|jog|shove|naff|kiss|bug|buzz|fuckin) off|fuckoff|get (?:bent|stuffed)|kick rocks|take a hike|pound sand",
    r"^(?:please |just |now |ok |yo |so |dude |ugh |omg |and |then )*(?:go away|get lost|back off|shut up|beat it|buzz off|knock it off|cut it out|give it (?:a rest|up)|enough|enough (?:already|of this|with (?:this|the|these|all)|is enough|texts?|messages?)|bug off|kindly fuck off|goodbye forever|begone|scram|unfollow|no more)\b(?! than| time| room| storage| to)",
    r"(?:ive|i have|ive had|had|i had|thats|that is|this is|quite) enough(?: (?:of|with|from|already|texts))*$|second time (?:asking|ive asked|im asking)|(?:third|3rd|2nd|fourth|last|5th|nth|final|tenth|10th|hundredth|millionth) time (?:im |ive |i |i am |that i )?(?:asking|asked|telling|told|ask|said|saying)|how many times (?:do i|must i|have i|i)",
    r"(?:i )?(?:already|repeatedly|have|keep|kept) (?:told|asked|telling|asking|said|informed) (?:you|u|yall|them|this) (?:\w+ ){0,3}?(?:to )?(?:stop|quit|remove|no|leave|end|take|not|unsub\w*|opt|dont)",
    r"(?:(?:im|i am|will|ill|gonna|going to|i|just|have|ive|now|got|being|been|and|about to|getting|gets?)\s+)+(?:block(?:ed|ing)?|report(?:ed|ing)?)(?: and (?:block|report)(?:ed|ing)?)?(?: (?:you|u|this|ur|your|yall|the|it|as|this number|number|and|spam|junk|now|if)\b|$)(?! to\b| (?:number |company |\w+ )?to the| (?:issue|problem|bug|package|stolen|site|website|order))",
    r"^(?:you(?:re| are)? |ur |u |u r |consider yourself |number |now |and )*(?:blocked|reported)(?: and (?:reported|blocked|deleted))?(?: (?:as )?(?:spam|junk|bye|lol|now|you|and|for spam))*$|block(?:ed|ing)? and report\w*|blocking (?:you|u|this|ur|your|yall|the number|number|now)|report(?:ed|ing)? (?:this |you |it |u |your number |number )?(?:as |for |to )?(?:spam|junk|7726)|mark(?:ed|ing)? (?:this |you |it )?(?:as )?(?:spam|junk)",
    r"(?:this is|its|just|these are|thats|its just|youre|pure|more|such|all|of|stop|no) (?:all |just |total |fucking |literally |nothing but |pure )?(?:spam|unwanted|unsolicited|a nuisance|spamming)(?!\s?(?:folder|filter|\?))|spam me|spamming me|unsolicited|unwanted (?:texts?|messages?)",
    r"(?:im|i am|we are|were) (?:so |totally |completely |all )?(?:done|through|finished) with (?:you|this|these|yall|your|ur|the texts|texts)|(?:dont|do not) (?:subscribe|sign|enroll|add|opt) me|(?:get|take) (?:this|these|it|them) off (?:of )?my phone|(?:remove|unenroll|disenroll|dis enroll|unregister|deregister|deactivate|delist|un enroll)(?: me| us| my number)(?! (?:the|an?) )|not wanted|texts? (?:are|is) (?:not wanted|unwanted|unwelcome)|no texts?$|no (?:thanks |thank you |more |mas )?(?:texts|messages|sms|texting)(?: please| pls)?$|no text(?:s|ing|ed)? (?:me|please|from)",
    r"(?:cancel|end|stop|terminate) (?:my |this |the |these |your |all |all of |any )*(?:subscription|membership|enrollment|sms|texts?|alerts?|messages?|notifications?|account texts|sign ?up|service|opt ?in|everything)",
    r"(?:remove|delete|erase|purge) (?:all (?:of )?)?my (?:personal )?(?:data|info|information|details|account and)",
    r"(?:turn|switch|shut) (?:these|the|this|your|all) (?:texts?|messages?|notifications?|alerts?|reminders?) off|(?:turn|switch|shut) (?:off|these off|this off|them off) (?:the |these |your |all |my )*(?:texts?|messages?|notifications?|alerts?|reminders?|sms)?|turn (?:these|this|them|it) off|make (?:it|this|these|them|the texts) stop",
    r"stopped (?:texting|messaging|sending|bothering)(?= me)|(?:wish|want|wanted|like|need|love) (?:you|u|yall|this|these|it|them|the texts|you guys|for you|for this)(?: \w+)? (?:to |would |texts? |to just |messages? )*(?:stop|quit|end|cease)|(?:to|would|appreciate it if you|if you could|if you would|can you|could you|would you|will you) (?:please |just |kindly |pls )*(?:stop|quit)(?: it| this| these| now| please| already)?$",
)
"""What ends the texts. Alternatives are grouped by the idea they share."""

ANOTHER_LANGUAGE = re.compile(
    r"退订|退訂|停止(?!营业)|取消订阅|取消訂閱|(?:不要|别|別|请勿|請勿)再?(?:给我|給我)?(?:发|發|打扰|打擾|联系|聯繫|骚扰)|别烦我|配信停止|수신거부|отпис|не пиши|перестань|не присылай"
    r"|\b(?:no (?:mas|quiero(?: recibir)?(?: mas)?|deseo(?: recibir)?(?: mas)?|necesito|me interesa recibir) (?:de )?(?:sus |estos |tus |los |mas )*(?:mensajes?|textos?|sms|promo\w*|publicidad|anuncios|notificaciones|correos de texto|nada|spam|ofertas|recordatorios)|no quiero (?:recibir|mas)(?: nada| esto| eso| mas)?$)"
    r"|\bno (?:me |nos )?(?:vuelva[ns]? a )?(?:me )?(?:escrib\w+|mand\w+|envi\w+|molest\w+|textee?\w*|contact\w+|llam(?:e|en|es)|mensaje\w*|texto\w*|fastidi\w+)(?:me|nos)?\b(?! (?:el|la|a mi) (?:link|enlace|talla|correo|paquete))"
    r"|\bya no (?:me |quiero |deseo |mas |manden |envien |escriban |molesten )+|\b(?:deje|dejen|deja|dejar|dejad|paren?|para|pare) (?:ya )?(?:de )(?:me )?(?:enviar|mandar|escrib|molest|text|mensaj|llam|fastid|joder|spame|chinga)\w*"
    r"|\b(?:dejame|dejenme|dejeme|dejanos|dejadme|dejen me) (?:en paz|tranquil[oa]|quiet[oa])|\b(?:quit|saqu|sac|borr|elimin|remuev|remov)[ae]?n?(?:me|lo|nos)\b|\b(?:borr|elimin|quit|saqu|remuev)(?:a|e|an|en|ar) mi (?:numero|telefono|nombre)"
    r"|\b(?:dar|darme|denme|deme|dame|dese|quiero la|solicito(?: la)?|darse|doy) (?:de )?baja\b|\bbaja (?:de la lista|del servicio|por favor|ya)\b|\bcancelar? (?:la |mi |mis |los |esta )?(?:suscripcion|mensajes|textos|sms|servicio)|\bdesuscr\w+|\bdesinscri\w+"
    r"|\b(?:alto|basta|ya basta|parar?) (?:a |con |de |ya |con los |a los |los |de los |estos )+(?:mensajes|textos|sms|esto|spam|enviar|mandar|molestar)|\bno (?:mas|más) por favor|\b(?:detener|detengan|parar|paren) (?:los |estos |sus |de enviar )?(?:mensajes|textos|sms|esto|ya)"
    r"|\bno autorizo|\bno di (?:mi )?(?:permiso|consentimiento)|\bvete (?:a la|al)\b|\bvayanse a la"
    r"|\b(?:desabonn|desinscri|desabonne)\w*|\barretez?(?: de| les| d| vos| ca| svp| s il)|\bplus de (?:messages?|sms|textos?|texto)\b|\bne (?:m|me) ?(?:envoyez|contactez|ecrivez|textez|derangez) (?:plus|pas)|\bne menvoyez plus|\blaissez moi tranquille|\bfoutez moi la paix"
    r"|\bpar[ea]m? de (?:me )?(?:enviar|mandar|mensagens|encher)|\bnao (?:quero|desejo|me mande|me envie|envie)\b.*|\bdescadastr\w+|\bme (?:tire|tirem|remova|remove) da lista|\bkeine (?:nachrichten|sms|werbung) mehr|\babmeld\w+|\bbitte aufhoren"
)
"""Spanish, French, Portuguese, German, Chinese, Japanese, Korean, Russian: words that ask for an end to messages."""
