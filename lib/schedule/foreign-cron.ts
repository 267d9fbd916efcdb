/** Expressions of other schedulers, which look like cron and mean something else. */

/** What the expression is and how to write it here; undefined for one that may be Unix cron. */
export function describeForeignCron(text: string): string | undefined {
  return describeApScheduler(text) ?? describeQuartz(text);
}

const apFields = ["minute", "hour", "day", "month", "day_of_week"] as const;
const weekdayNames: readonly string[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const asFive = "Write it as five cron fields: minute, hour, day of the month, month, day of the week.";
const bothDays =
  "It names days of the month and of the week, and there both have to fit; in cron one of them is enough. Name one of the two, and check the other in the pipeline.";

/** `CronTrigger(day_of_week='mon-fri', hour=9)`: fields by name. Those left out before the first given one are its least value. */
function describeApScheduler(text: string): string | undefined {
  const given = new Map<string, string>();
  for (const [, name = "", quoted, plain] of text.matchAll(/\b([a-z_]+)\s*=\s*(?:["']([^"']*)["']|([^\s,)]+))/g))
    given.set(name, quoted ?? plain ?? "");
  if (![...given.keys()].some((name) => isApField(name))) return undefined;
  const words = "This is an APScheduler trigger, with its fields by name.";
  const fields = apFields.map((name, index) => {
    const value = given.get(name);
    if (value !== undefined) return name === "day_of_week" ? namedWeekdays(value) : value;
    const hasGreater = apFields.slice(index + 1).some((other) => given.has(other));
    return hasGreater && index < 2 ? "0" : "*";
  });
  if (["second", "week", "year"].some((name) => given.has(name)) || !fields.every(isPlain)) return `${words} ${asFive}`;
  if (namesBothDays(fields)) return `${words} ${bothDays}`;
  return `${words} Write ${fields.join(" ")} instead. APScheduler counts weekdays from Monday, cron from Sunday.`;
}

function isApField(name: string): boolean {
  return ["second", "minute", "hour", "day", "month", "day_of_week", "week", "year"].includes(name);
}

/** APScheduler's 0 is Monday; names mean the same in both. What has a step is written out, as it is counted from Monday. */
function namedWeekdays(value: string): string {
  const named = value.replace(/(?<![/\d])\d(?!\d)/g, (digit) => weekdayNames[Number(digit)] ?? digit);
  return named.split(",").map(withoutStep).join(",");
}

function withoutStep(part: string): string {
  const [, from, to, step] = /^(?:\*|([a-z]{3})-([a-z]{3}))\/([1-9])$/i.exec(part) ?? [];
  if (step === undefined) return part;
  const placeOf = (name: string) => weekdayNames.indexOf(name.toLowerCase());
  const [first, last] = from === undefined || to === undefined ? [0, 6] : [placeOf(from), placeOf(to)];
  return weekdayNames.filter((_, at) => at >= first && at <= last && (at - first) % Number(step) === 0).join(",");
}

/** Quartz, Spring and EventBridge put seconds or years beside the five fields and have ? L W #; weekdays count from 1, Sunday. */
function describeQuartz(text: string): string | undefined {
  const inner = /^cron\((.*)\)$/i.exec(text)?.[1]?.trim();
  const fields = (inner ?? text).split(/\s+/);
  const isLong = fields.length === 6 || fields.length === 7;
  const hasSigns =
    fields.length >= 5 && fields.some((field) => /^(?:\?|LW?|\d+[LW]|[A-Za-z]{3}L|[\dA-Za-z]+#\d)$/i.test(field));
  if (!isLong && !hasSigns && inner === undefined) return undefined;
  // Quartz wants a ? for one of the two days.
  if (!hasSigns && inner === undefined) return describeWithSeconds(fields);
  // EventBridge has no seconds and ends with the year; Quartz begins with seconds.
  const five = fields.length === 5 ? fields : inner === undefined ? fields.slice(1, 6) : fields.slice(0, 5);
  const words = `This is a Quartz expression${isLong ? `: it has ${fields.length} fields` : ""}. Patchbay takes Unix cron, with five fields`;
  const unix = five.map((field, index) => (field === "?" ? "*" : index === 4 ? shiftWeekdays(field) : field));
  const isWhole = inner !== undefined || fields.length === 5 || fields[0] === "0";
  const isEveryYear = fields.length === 5 || (inner === undefined && fields.length === 6) || fields.at(-1) === "*";
  if (five.length === 5 && isWhole && isEveryYear && unix.every(isPlain))
    return `${words}: write ${unix.map(withRange).join(" ")} instead. Quartz counts weekdays from 1 for Sunday, cron from 0.`;
  return `${words} and without seconds, years, ?, L, W and #. Its weekdays count from 0 for Sunday.`;
}

/** Spring, node-cron and others put seconds before the five fields, and count weekdays as cron does. */
function describeWithSeconds(fields: readonly string[]): string {
  const words = `This expression has ${fields.length} fields, as those with seconds or years have. Patchbay takes Unix cron, with five fields`;
  const [seconds, ...five] = fields;
  const areKnown = seconds === "0" && five.length === 5 && five.every(isPlain) && five.every(isInRange);
  if (!areKnown) return `${words}. ${asFive}`;
  return namesBothDays(five) ? `${words}. ${bothDays}` : `${words}: write ${five.map(withRange).join(" ")} instead.`;
}

/** A field that begins with a star is a distance: then both have to fit in cron, too. */
function namesBothDays([, , day = "*", , weekday = "*"]: readonly string[]): boolean {
  return !day.startsWith("*") && !weekday.startsWith("*");
}

function shiftWeekdays(field: string): string {
  return field.replace(/(?<![/#\d])[1-7](?![\d#])/g, (digit) => String(Number(digit) - 1));
}

/** The greatest value of each field. Of weekdays 7 is Sunday, too. */
const lasts = [59, 23, 31, 12, 6];

/** Quartz lets a step begin at a number: 0/15. */
function withRange(field: string, index: number): string {
  return field.replace(/(?<![-\d])(\d+)\/(\d+)/g, (_, from: string, step: string) =>
    from === "0" && index < 2 ? `*/${step}` : `${from}-${lasts[index]}/${step}`,
  );
}

function isInRange(field: string, index: number): boolean {
  return [...field.matchAll(/\d+/g)].every(([number]) => Number(number) <= (index === 4 ? 7 : (lasts[index] ?? 0)));
}

function isPlain(field: string): boolean {
  return /^(?:[\d*]|[A-Za-z]{3})(?:[\d*,/-]|[A-Za-z]{3})*$/.test(field);
}
