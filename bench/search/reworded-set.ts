/**
 * Questions about the books of the examples in other words than the books', each with three further wordings and a likely
 * answer. These are written by hand, as a large model writes them without having seen the books: the model on board is too small.
 */
export type Reworded = { question: string; finds: string; others: readonly string[]; passage: string };

const set: readonly [string, string, readonly string[], string][] = [
  [
    "Is there something about mankind dying of an illness until a single person survives?",
    "The Last Man",
    [
      "Which book tells of a pandemic that kills everyone but one?",
      "Novel about the end of humanity by disease",
      "Story of a sole survivor after an epidemic",
    ],
    "This novel tells of a pandemic that spreads over the whole earth. One survivor wanders through empty cities after all of humanity has died.",
  ],
  [
    "A clerk who gets up one morning and is a bug",
    "The Metamorphosis",
    [
      "Which story is about a man turned into vermin?",
      "A man changes into a beetle overnight",
      "Novella about waking up transformed into a cockroach",
    ],
    "One morning a travelling salesman finds that he has been transformed into a monstrous insect. His parents and his sister are ashamed of him and hide him in his room.",
  ],
  [
    "I would like to read about robots that turn against mankind.",
    "R.U.R.",
    [
      "Play in which machines revolt against their makers",
      "Which book is about an uprising of artificial people?",
      "The origin of the word robot",
    ],
    "In this drama a factory makes artificial people who do all the work. They revolt against their makers and wipe out the human race.",
  ],
  [
    "Something true about explorers stuck at the South Pole",
    "South: The Story of Shackleton's Last Expedition",
    [
      "Which book describes a failed polar voyage?",
      "Account of a crew that survived in the Antarctic",
      "Memoir of an expedition whose vessel was lost in the ice",
    ],
    "The ship was caught in the pack ice of the Antarctic and sank. The leader of the expedition brought all of his crew home after two years.",
  ],
  [
    "A fat knight errant? No: the old man who fights windmills",
    "Don Quixote",
    [
      "Novel about an elderly nobleman who believes he is a knight",
      "Which book has a man attacking windmills?",
      "The mad Spanish gentleman and his squire",
    ],
    "An old Spanish gentleman has read too many romances of chivalry and believes that he is a knight. He rides out with his squire and attacks windmills, which he takes for giants.",
  ],
  [
    "crime story where a nobleman's house is said to be haunted by a demonic dog",
    "The Hound of the Baskervilles",
    [
      "Detective novel with a ghostly hound on the moor",
      "Sherlock Holmes and the beast",
      "Which mystery is about a family cursed by a spectral dog?",
    ],
    "The detective and his friend travel to the moor, where a family is said to be haunted by a gigantic spectral hound. The heir of the estate is in danger.",
  ],
  [
    "Which novel shows how meat workers were treated in Chicago?",
    "The Jungle",
    [
      "Book on slaughterhouses and immigrants",
      "Novel about the exploitation of labourers in the meat-packing industry",
      "Muckraking story of a Lithuanian family",
    ],
    "An immigrant family finds work in the slaughterhouses of Chicago. The novel exposes filthy conditions, low pay and accidents in the meat-packing industry.",
  ],
  [
    "a wife who is shut up in a bedroom until she goes insane",
    "The Yellow Wallpaper",
    [
      "Short story about a woman's rest cure",
      "Which story is about a woman who sees figures in the wall?",
      "A doctor's wife loses her mind in a nursery",
    ],
    "Her husband, a physician, prescribes rest and forbids her to write. Alone in the nursery she sees a woman creeping behind the pattern of the wall and loses her mind.",
  ],
  [
    "People who never leave their cells below the earth and talk over screens",
    "The Machine Stops",
    [
      "Early story that foresaw the internet",
      "Which tale is about a society that depends on technology under the ground?",
      "Science fiction of isolated rooms and video calls",
    ],
    "In the future everyone lives alone in a room below the surface and communicates by video. All needs are met by technology, which one day breaks down.",
  ],
  [
    "Ein alternder Künstler und die Cholera in Venedig",
    "Death in Venice",
    [
      "Novella about an author who falls in love with a boy on the Lido",
      "Which book is set during cholera in Venice?",
      "An old artist's last passion in Italy",
    ],
    "A famous German author travels to Venice and becomes obsessed with a beautiful boy. He stays although cholera has broken out, and dies on the beach.",
  ],
  [
    "How can one be free of one's possessions and live in the woods?",
    "Walden",
    ["Essay on simple life in a cabin", "Which author lived alone by a pond?", "Book about self-reliance and nature"],
    "He built a small cabin near a pond and lived there for two years. The book praises simplicity, nature and independence from society.",
  ],
  [
    "autobiography of somebody who could neither see nor hear",
    "The Story of My Life",
    [
      "Memoir of a blind and deaf author",
      "Which book is about a pupil and her teacher Anne Sullivan?",
      "How a disabled child learned to speak",
    ],
    "She lost her sight and her hearing as a small child. Her teacher spelled words into her hand, and so she learned to read, write and speak.",
  ],
  [
    "the boy from the workhouse who wanted more to eat and fell among thieves",
    "Oliver Twist",
    [
      "Dickens novel about an orphan and pickpockets",
      "Which book has Fagin's gang?",
      "Child criminals in Victorian London",
    ],
    "An orphan runs away from the workhouse to London and falls in with a gang of young pickpockets. In the end he finds a loving home.",
  ],
  [
    "strategy for generals in ancient China",
    "The Art of War",
    [
      "Classic Chinese treatise on warfare",
      "Which old text teaches how to win battles?",
      "Military advice by a Chinese master",
    ],
    "This ancient Chinese treatise teaches commanders how to win battles. Know your enemy and yourself, use deception, and avoid long campaigns.",
  ],
  [
    "philosophical notes by a Roman ruler to himself",
    "Meditations",
    ["Stoic diary of an emperor", "Which book has Stoic advice?", "Marcus Aurelius on how to live"],
    "The emperor wrote down Stoic reflections for himself: accept what you cannot change, do your duty, and remember that life is short.",
  ],
  [
    "adulterous woman forced to wear a mark on her clothes",
    "The Scarlet Letter",
    [
      "Novel of sin and guilt in early New England",
      "Which book is about a woman with the letter A?",
      "Hester Prynne and the minister",
    ],
    "In seventeenth-century Boston a woman who has had a child out of wedlock must wear a red letter. She refuses to name the father, who is the minister.",
  ],
  [
    "a spacecraft from Mars lands and the invaders kill with heat",
    "The War of the Worlds",
    [
      "Alien invasion of England",
      "Which novel has tripods and heat rays?",
      "Extraterrestrials attack and die of germs",
    ],
    "Cylinders from another planet land near London. The aliens walk in huge tripods and burn everything, until they die of earthly bacteria.",
  ],
  [
    "medical man whose evil side takes over",
    "Strange Case of Dr Jekyll and Mr Hyde",
    [
      "Story of a split personality",
      "Which book is about a potion that changes a doctor?",
      "Good and evil in one man in London",
    ],
    "A respectable doctor drinks a potion which turns him into a cruel and violent man. He loses control of the change and kills himself.",
  ],
  [
    "what happens to young provincials who come to the capital to write?",
    "Lost Illusions",
    [
      "Novel about journalism and ambition in Paris",
      "Which French book is about a failed poet?",
      "A poet corrupted by the press",
    ],
    "A handsome young poet from the provinces goes to Paris to become famous. He becomes a journalist, sells his opinions and loses everything.",
  ],
  [
    "little orphan who brings joy to her grandfather in the mountains",
    "Heidi",
    [
      "Children's book set in the Alps",
      "Which story has a girl, goats and a friend in a wheelchair?",
      "Swiss girl homesick in Frankfurt",
    ],
    "A Swiss orphan lives with her gruff grandfather in the Alps among goats and meadows. She is sent to the city and becomes ill with homesickness.",
  ],
  [
    "Who is the burglar who plays cricket?",
    "Raffles: The Amateur Cracksman",
    [
      "Stories of a gentleman thief and his friend",
      "Which book is about a cricketer who steals jewels?",
      "A society man who robs houses by night",
    ],
    "By day he is a famous cricketer and man about town, by night a burglar who steals jewels from the houses of the rich. His old schoolfriend helps him.",
  ],
  [
    "the pharaoh-like woman in Africa who cannot die",
    "She",
    [
      "Novel of an immortal queen",
      "Which adventure is about Ayesha?",
      "Explorers find a lost kingdom ruled by a woman",
    ],
    "Explorers find a lost kingdom in the interior of Africa. It is ruled by an immortal, beautiful queen who has waited two thousand years for her lover.",
  ],
  [
    "A retold life of Buddha's time: a seeker by the river",
    "Siddhartha",
    [
      "Novel of spiritual search in India",
      "Which book is about a Brahmin's son who becomes a ferryman?",
      "Finding wisdom beside flowing water",
    ],
    "A Brahmin's son leaves home to find enlightenment. He lives as an ascetic and as a rich merchant, and finds wisdom as a ferryman at a river.",
  ],
  [
    "inhabitant of a cellar? the angry official who hates everybody",
    "Notes from Underground",
    [
      "Monologue of a spiteful man",
      "Which Russian book attacks rationalism?",
      "An embittered civil servant in St Petersburg",
    ],
    "The narrator is a spiteful retired civil servant in St Petersburg. He attacks the belief in reason and progress, and humiliates himself and others.",
  ],
];

export const rewordedSet: readonly Reworded[] = set.map(([question, finds, others, passage]) => ({
  question,
  finds,
  others,
  passage,
}));
