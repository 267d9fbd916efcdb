/** Invented readers of the shipped books, whose interactions the demo “Recommendations in real time” plays. */

export type Interaction = {
  user: string;
  /** The title of a book. */
  item: string;
  kind: "viewed" | "read" | "liked";
  time: string;
  /** A model is to write why the first recommendation fits. */
  explain?: true;
};

export type InventedReader = { user: string; name: string; taste: string };

/** Some titles of a taste each; what a reader of it is recommended comes from all of the books. */
const shelves: Readonly<Record<string, readonly string[]>> = {
  "sea and adventure": [
    ...["Treasure Island", "Kidnapped", "Moby-Dick", "Typee", "The Sea-Wolf", "Robinson Crusoe", "Lord Jim"],
    ...["Twenty Thousand Leagues Under the Seas", "The Mysterious Island", "King Solomon's Mines"],
  ],
  "ghosts and vampires": [
    ...["Dracula", "Carmilla", "Frankenstein", "The Turn of the Screw", "The Monk", "The Castle of Otranto"],
    ...["Ghost Stories of an Antiquary", "The Mysteries of Udolpho", "Uncle Silas", "The King in Yellow"],
  ],
  detectives: [
    ...["The Hound of the Baskervilles", "A Study in Scarlet", "The Moonstone", "The Woman in White"],
    ...["The Innocence of Father Brown", "The Murder of Roger Ackroyd", "Trent's Last Case"],
    "The Mystery of the Yellow Room",
  ],
  "love and manners": [
    ...["Pride and Prejudice", "Emma", "Persuasion", "Sense and Sensibility", "Jane Eyre", "Mansfield Park"],
    ...["North and South", "A Room with a View", "Evelina", "Northanger Abbey"],
  ],
  "other worlds": [
    ...["The Time Machine", "The War of the Worlds", "A Princess of Mars", "The Invisible Man", "R.U.R."],
    ...["The First Men in the Moon", "From the Earth to the Moon", "The Machine Stops", "We", "The Lost World"],
  ],
  "for children": [
    ...["The Secret Garden", "Peter Pan", "Heidi", "The Wind in the Willows", "The Jungle Book", "Black Beauty"],
    ...["Alice's Adventures in Wonderland", "Anne of Green Gables", "Five Children and It", "Little Women"],
  ],
};
const names = ["Ada", "Bela", "Chidi", "Dana", "Emre", "Freya", "Goran", "Hana", "Ines", "Jonas", "Keiko", "Luca"];
const tastes = Object.keys(shelves);
export const mostReaders = 10_000;

/** The readers of a demo, the same each time. */
export function inventReaders(count: number): InventedReader[] {
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / names.length);
    const name = `${names[index % names.length]}${round === 0 ? "" : ` ${round + 1}`}`;
    return { user: name.toLowerCase().replace(" ", "-"), name, taste: tastes[index % tastes.length] ?? "" };
  });
}

/** What a reader does next: mostly with books of their taste, now and then with others. `random` gives 0 to 1, without 1. */
export function nextInteraction(readers: readonly InventedReader[], random: () => number, now: Date): Interaction {
  const reader = pick(readers, random);
  if (!reader) throw new Error("a demo needs a reader");
  const taste = random() < 0.85 ? reader.taste : (pick(tastes, random) ?? "");
  const chance = random();
  const kind = chance < 0.6 ? "viewed" : chance < 0.85 ? "read" : "liked";
  return { user: reader.user, item: pick(shelves[taste] ?? [], random) ?? "Dracula", kind, time: now.toISOString() };
}

/** All titles that readers may come to. */
export function inventedTitles(): string[] {
  return Object.values(shelves).flat();
}

function pick<T>(list: readonly T[], random: () => number): T | undefined {
  return list[Math.floor(random() * list.length)];
}
