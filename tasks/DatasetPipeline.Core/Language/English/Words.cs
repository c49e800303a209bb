namespace DatasetPipeline.Language.English;

/// <summary>The closed classes of English words.</summary>
internal static class Words
{
    public static readonly HashSet<string> Determiners = Set("the a an this that these those my your his her its our their some any each every no both all another either neither several many few most more other one two three four five six seven eight nine ten eleven twelve half such what which whose whichever enough much less fewer");

    public static readonly HashSet<string> Articles = Set("the a an my your his her its our their this these those every each");

    public static readonly HashSet<string> SubjectPronouns = Set("i you he she it we they");

    public static readonly HashSet<string> Pronouns = Set("i you he she it we they me him us them this that these those someone somebody anyone anybody everyone everybody nobody nothing something everything anything one none both all each neither either some most many several few others another myself yourself itself himself herself themselves ourselves who which whoever whatever there here mine yours hers ours theirs");

    public static readonly HashSet<string> PluralPronouns = Set("i you we they these those both all many several few most some others");

    public static readonly HashSet<string> Auxiliaries = Set("am is are was were has have had does do did can could will would shall should may might must cannot isn't aren't wasn't weren't hasn't haven't hadn't doesn't don't didn't can't couldn't won't wouldn't shan't shouldn't mightn't mustn't needn't ain't i'm you're we're they're i've you've we've they've i'll you'll he'll she'll it'll we'll they'll that'll i'd you'd he'd she'd we'd they'd it'd it's that's there's here's he's she's what's who's where's how's let's when's why's");

    public static readonly HashSet<string> Modals = Set("can could will would shall should may might must cannot can't couldn't won't wouldn't shan't shouldn't mightn't mustn't needn't do does did don't doesn't didn't i'll you'll he'll she'll it'll we'll they'll that'll let's to");

    public static readonly HashSet<string> Prepositions = Set("of in on at by for with without from to into onto upon under over above below beneath beside besides between among through throughout across along around about against toward towards behind before after during since until till near off out outside inside within beyond per via despite except like unlike than as up down past next opposite amid atop versus vs minus plus regarding concerning due");

    /// <summary>They always open a clause of their own.</summary>
    public static readonly HashSet<string> Subordinators = Set("because although though if unless when whenever where wherever whereas while whether who whom whose which what whatever whichever whoever how why lest provided");

    /// <summary>They open a clause, or stand before a noun as a preposition.</summary>
    public static readonly HashSet<string> MaySubordinate = Set("after before since until till once as");

    public static readonly HashSet<string> Conjunctions = Set("and or but nor yet so");

    public static readonly HashSet<string> Adverbs = Set("not never still also only already now then just always often usually soon again too very quite even ever almost nearly rarely seldom sometimes no-longer longer twice once rather really simply merely far further likewise instead otherwise however therefore thus hence moreover meanwhile together apart away back forward forwards backwards straight right there here everywhere nowhere somewhere elsewhere today yesterday tomorrow overnight sideways upside halfway alone ahead aside most least more less much well enough perhaps maybe indeed please first second third next last finally briefly");

    public static readonly HashSet<string> TimeNouns = Set("time day night morning evening week month year moment minute second hour noon midnight today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december way");

    /// <summary>What happens by itself: a past form of these needs no object.</summary>
    public static readonly HashSet<string> Intransitive = Set("stop start fail drop fall leak crash freeze happen occur appear disappear vanish arrive rise increase decrease decline climb break crack burst explode melt collapse expire end begin continue remain stay change move slip shrink grow spread switch turn open close shut slow jam stall trip tilt bend rust fade peak flicker blink drift shift slide roll spin rotate swing sink float flow pour spill drip overflow overheat boil cool warm dry dim flash ring beep sound work run go come return leave pass depart depend rely react respond reply refer belong lead point sit stand lie hang look seem sound smell feel taste last exist emerge end differ vary recover improve worsen deteriorate double triple halve fluctuate oscillate converge diverge intersect cross meet overlap protrude stick bulge sag peel flake corrode erode wear tear split separate snap buckle deform expand contract swell evaporate condense ignite burn smoke smoulder die survive sleep wake walk drive fly travel land crash collide hit load reload boot reboot log sign time dropped plummet soar surge dip plunge slump jump leap skip wait hesitate pause resume finish rust work fit glow shine hum vibrate buzz rattle squeak creak wobble shake click tick whistle hiss bark cry laugh smile grin yawn bleed heal itch hurt ache bloom wilt rot ripen hatch nest swim crawl creep kneel bow nod wave shiver sweat");

    public static readonly HashSet<string> Widgets = Set("button buttons icon icons field fields menu menus link links tab tabs checkbox checkboxes dialog dialogs box boxes label labels page pages bar bars panel panels window windows list lists image images screenshot screenshots header footer logo column columns row rows cell cells toggle switch slider dropdown banner badge tooltip chart charts table tables form forms corner side edge area section region screen view sidebar toolbar title heading text arrow cursor");

    /// <summary>Orders that stand on buttons.</summary>
    public static readonly HashSet<string> NamesOfButtons = Set("click double-click right-click tap press swipe scroll submit cancel save delete remove login search edit print send open close select choose copy paste upload download confirm apply accept decline continue browse export import refresh reload share add view show hide");

    /// <summary>They cannot end a sentence.</summary>
    public static readonly HashSet<string> NeverLast = Set("and or but nor the a an of to with from into onto because although if unless whereas whether than my your our their every each");

    public static readonly HashSet<string> Abbreviations = Set("e.g i.e etc no dr mr mrs ms prof st vs fig figs approx dept est max min vol ver inc ltd co corp jr sr a.m p.m u.s u.k ca cf al resp incl excl ext tel nr nos pp sec temp avg jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun");

    private static HashSet<string> Set(string words) => words.Split(' ').ToHashSet(StringComparer.Ordinal);
}
