/** Facts that stand nowhere in the handbook, and a question about each in other words. */
export const positionSet: readonly (readonly [fact: string, question: string])[] = [
  [
    "The lifeguard tower at the north beach is staffed from eight until six.",
    "When is someone watching over swimmers?",
  ],
  [
    "Honey from the monastery's hives is sold only on the first Sunday of a month.",
    "On which day can I buy what the bees made?",
  ],
  [
    "The piano in the concert hall is tuned by Mr. Halvorsen every second week.",
    "Who looks after the sound of the grand instrument?",
  ],
  ["A replacement key for a locker costs eleven dollars.", "What do I pay if I lost the thing that opens my cabinet?"],
  ["The ferry to the island does not run when the wind is above nine knots.", "In what weather is there no boat?"],
  [
    "Visitors with a walking stick may use the entrance on Mill Street.",
    "How do people with difficulties getting around come in?",
  ],
  ["The greenhouse is heated with waste water from the bakery.", "Where does the warmth for the plants come from?"],
  [
    "Lost umbrellas are kept behind the ticket counter for thirty days.",
    "Where do I get back what I forgot on a rainy day?",
  ],
  ["The oldest tree of the park is a linden that was planted in 1604.", "Which plant has stood there the longest?"],
  [
    "Bread that was not sold is given to the shelter on Queen Street every evening.",
    "What happens with leftover loaves?",
  ],
  ["The museum lends wheelchairs at no charge against a deposit.", "Can I borrow something to be pushed around in?"],
  ["The choir rehearses on Tuesday nights in the old fire station.", "Where do the singers practise?"],
  ["Milk is delivered to the village by a blue van at half past five.", "At what time do the dairy products arrive?"],
  ["The elevator in building C carries at most six hundred kilograms.", "How heavy may the load in the lift be?"],
  ["Photographs with flash are forbidden in the hall of the tapestries.", "Where may I not take bright pictures?"],
  ["The swimming pool is emptied and scrubbed every year in March.", "When is the water let out for cleaning?"],
  ["Children below four years ride the cable railway for free.", "Do toddlers need a ticket for the mountain train?"],
  ["The bell tower has two hundred and seven steps.", "How many stairs do I climb to the top of the steeple?"],
  [
    "Doctor Okafor sees patients without an appointment on Friday mornings.",
    "When can I consult a physician spontaneously?",
  ],
  [
    "The pumps of the fountain were replaced after the frost of last winter.",
    "Why did the water feature get new machinery?",
  ],
  ["A permit for fishing in the lake is valid from May to September.", "In which season may I catch trout?"],
  ["Bees, wasps and hornets on the premises are removed by the gardener.", "Who takes away stinging insects?"],
  [
    "The hotel washes guests' shirts overnight for seven pounds each.",
    "What is the price of having my clothes cleaned?",
  ],
  ["The night bus stops only on request after one o'clock.", "How do I get off late in the public transport?"],
  ["Skates can be sharpened in the cellar of the ice rink.", "Where are my blades made keen again?"],
  ["The vineyard's red grapes are picked by hand in October.", "How are the fruits for the wine harvested?"],
  ["Fireworks need the consent of the harbour master two weeks before.", "Whom do I ask about a pyrotechnic show?"],
  [
    "The telescope on the roof may be used by members of the astronomy club.",
    "Who is allowed to look at the stars with the instrument?",
  ],
  ["Broken glass belongs into the grey container beside the gate.", "Where do I throw away shards?"],
  ["The theatre keeps the last row free for latecomers.", "Where do people sit who arrive after the play began?"],
  ["Shoes have to be taken off before one enters the tea house.", "What must I do with my footwear?"],
  ["The windmill grinds rye and barley, but no wheat.", "Which cereals become flour there?"],
  ["Sheep graze on the dike so that its grass stays short.", "How is the lawn on the flood barrier mown?"],
  ["The bakery's oven reaches two hundred and sixty degrees.", "How hot does it get where the rolls are made?"],
  ["Letters to the mayor are answered within three weeks.", "How long until the head of the town replies?"],
  [
    "The canoe club stores its boats in the hangar of the former airfield.",
    "Where do the paddlers keep their vessels?",
  ],
  [
    "Season tickets for the zoo are valid in the aquarium, too.",
    "Does my yearly pass for the animals let me see the fish?",
  ],
  ["The carpenter oils the benches on the promenade each spring.", "Who maintains the seats along the waterfront?"],
  [
    "Snow on the sidewalks has to be cleared by the owners before seven.",
    "Who shovels the paths in winter, and until when?",
  ],
  ["The baroque organ was built with pipes of tin from Cornwall.", "From what metal is the church instrument made?"],
];
