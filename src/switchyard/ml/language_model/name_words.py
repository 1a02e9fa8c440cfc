"""Words that tell names from other capitalised words, for English texts."""

_FUNCTION = """
a about after again all also although am an and another any are as at back be because been before
being both but by can cannot could did do does done due each else even ever every few first for
from further get given go going got had has have having he hence her here hers him his how however
i i'd i'll i'm i've if ill im in instead into is it it's its ive just last later let like made
make many may maybe me might mine more most much must my need neither never new next no none nor
not nothing now of off often ok okay on once one only or other our out over own per perhaps please
previously rather regarding same second see seems shall she should since so some someone something
sometimes soon still such than that that's the their them then there there's therefore these they
this those though three through to today together tomorrow tonight too two under unfortunately
until up upon us use using very via want was we we're well were what what's when where whether
which while who who's whose why will with within without would yes yesterday yet you your yours
"""
_STARTS = """
above absolutely accept access accidentally account activate actually add advise already always
angry answer anything apparently apply applying approval approve aren't around asap ask asked bad
balance basically below best between booking bought broken browser buy c'mon calendar call camera
cancel cancelled card cash certain change charge charged check clear click close come computer
confirm connect contact contract copy correct couldn't create credit currency currently customer
days deal debit declined delete delivery despite details device didn't different disappointed
docking doesn't don't down download drive dude duplicate during earlier easy email error estimated
everyone everything everytime exactly excuse explain extra extremely fail failed failing fault fed
fee fees figure file find fix folder foreign forgot forgotten full fund fyi give good great group
guide happy hardware hasn't haven't headset help here's hold how'd how's huge i.e immediate
immediately important incorrect increase inform install installed instruct interested internet
invoice isn't issue keep keyboard kindly know laptop lately left less letter license limit list
lock log login long looking looks lost lot machine machines mail mailbox making meanwhile meeting
message missing mobile money monitor morning mouse moved network nobody normally note notebook
notice number office onboarding open opening order ordered otherwise ought paid password pay
payment pending people permission phone physical pin pls plus print printer problem problems
projector provide ps purchase question questions quick rates real really reason reasons received
recently recipient refund remote remove reply report request requesting required reset resolve
restart return salary sales saw scan scanner screen security send sent server service set setup
several shared shopping should've shouldn't show shut sign simply six software somebody somehow
sorry sort station stolen stop storage stuck subject subscription suddenly support sure sync
system tablet take talk team's technical tell thank thanks thankyou there've they've thx ticket
times top topup total totally transaction transfer tried trip trouble try trying turn twice um
unable unacceptable unlock unsure unusual update upgrade upload urgent urgently verify video
waiting wanted warning wasn't we've website week weeks weird weren't what'd what're whats whenever
where'd where's whoever whole wireless won't wondering work working wouldn't wrong yeah yikes
you've zero
"""
_CAPITALISED = """
account accounting acrobat adobe airport alexa alipay amazon america american americas amex
android app apple april argentina asana asia asian atlassian august australia australian austria
austrian autumn avenue azure bank barcelona belgian belgium berlin bitcoin bluetooth brazil
brazilian britain british bulgaria bulgarian bus calendar canada canadian card cheers chile china
chinese christmas chrome cisco citrix confluence copenhagen croatia croatian customer czech danish
dear december denmark department desk direct discover docusign dollar dollars dr dropbox dublin
dutch easter ebay edge email england english estonia estonian ethereum eur euro europe european
euros excel exchange express facebook faq february finance finland finnish firefox france fraud
french friday gbp german germany github gitlab gmail god google greece greek greetings hello hey
hi hong hotmail hr human hungarian hungary iban ibm iceland icloud india indian indonesia
instagram internet intune ipad iphone ireland irish israel it italian italy january japan japanese
jesus jira july june kenya kerberos kong korea korean laptop latvia legal linkedin linux lisbon
lithuania london luxembourg mac macbook macos madam madrid maestro malta manager march marketing
mastercard meta mexican mexico microsoft milan miss monday mr mrs ms munich netflix netherlands
netsuite nigeria nigerian norway norwegian november october office okta onedrive onenote
operations oracle oslo outlook paris pay paypal payroll photoshop pin playstation poland polish
portugal portuguese pounds powerpoint prague procurement product prof python regards revolut road
romania romanian rome russia russian safari sales salesforce samsung sap saturday scotland
scottish security sepa september serbia service servicenow services sharepoint sincerely singapore
sir siri skype slack slovakia slovenia spain spanish spotify spring states sterling stockholm
store street summer sunday support sweden swedish swift swiss switzerland team teams technical
tesco thai thailand thank thanks thursday tiktok tokyo top-up tuesday turkey turkish twitter uber
ubuntu uk ukraine ukrainian union united usa usb usd vat vienna vietnam visa vpn wales wallet
warsaw watch web wednesday welsh whatsapp wi-fi wifi windows winter wise word wordpress workday
xbox xerox yahoo yen york yours youtube zapier zealand zendesk zoom zurich
"""
_GREETED = """
all everybody everyone folks friend friends guys sir madam support team there
"""
_PARTICLES = """
abu al ap ben bin bint da de del della den der di dos du e el ibn la le st ter van von y zu
"""

ORDINARY = frozenset(f"{_FUNCTION} {_CAPITALISED}".split())
"""Never a name, wherever they stand and however they are written."""
STARTERS = ORDINARY | frozenset(_STARTS.split())
"""No names at the start of a sentence, where a capital says nothing, nor written in capitals."""
PROSE = STARTERS - frozenset(f"{_CAPITALISED} i i'd i'll i'm i've".split())
"""Written without a capital inside a sentence: one that has it stands in a heading."""
GREETED = STARTERS | frozenset(_GREETED.split())
"""What follows a greeting or a closing without being a name."""
PARTICLES = frozenset(_PARTICLES.split())
"""Lower-case parts of a name, between capitalised ones."""
