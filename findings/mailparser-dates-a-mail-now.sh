#!/usr/bin/env bash
# mailparser gives a mail the time at which it is read when it cannot read the mail's date.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact mailparser@3.14.2 postal-mime@4.0.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: many programs name the time zone by its letters, such as CET, and some write the day first. Such a mail of
2020 has the date of this moment, at each reading another: it is the newest in every list, a search by year finds it in the
wrong one, and nothing tells that the date is made up. The header as it was is gone as well, since headers.get("date") is the
same. A mail without a date has none; postal-mime gives the text that is there.

TEXT

cat >show.mjs <<'CODE'
import { simpleParser } from "mailparser";
import PostalMime from "postal-mime";

const begun = Date.now();
const told = (date) => {
  if (date === undefined) return "none";
  if (typeof date === "string") return date;
  return date.getTime() >= begun ? "now" : date.toISOString();
};
const dates = [
  "Mon, 30 Nov 2020 10:00:00 +0100",
  "Mon, 30 Nov 2020 10:00:00 CET",
  "Mon, 30 Nov 2020 10:00:00 MEZ",
  "Mon, 30 Nov 2020 10:00:00 +0100 (MEZ)",
  "30.11.2020 10:00",
  undefined,
];
for (const date of dates) {
  const head = ["From: ann@example.com", "Subject: An order", ...(date === undefined ? [] : [`Date: ${date}`])];
  const mail = `${head.join("\r\n")}\r\n\r\nHello`;
  const parsed = await simpleParser(mail);
  const { date: postal } = await PostalMime.parse(mail);
  const header = told(parsed.headers.get("date"));
  console.log(`${date ?? "no date"}: mailparser ${told(parsed.date)}, its header ${header}, postal-mime ${told(postal)}`);
}
CODE

cat >expected.txt <<'TEXT'
Mon, 30 Nov 2020 10:00:00 +0100: mailparser 2020-11-30T09:00:00.000Z, its header 2020-11-30T09:00:00.000Z, postal-mime 2020-11-30T09:00:00.000Z
Mon, 30 Nov 2020 10:00:00 CET: mailparser now, its header now, postal-mime Mon, 30 Nov 2020 10:00:00 CET
Mon, 30 Nov 2020 10:00:00 MEZ: mailparser now, its header now, postal-mime Mon, 30 Nov 2020 10:00:00 MEZ
Mon, 30 Nov 2020 10:00:00 +0100 (MEZ): mailparser 2020-11-30T09:00:00.000Z, its header 2020-11-30T09:00:00.000Z, postal-mime 2020-11-30T09:00:00.000Z
30.11.2020 10:00: mailparser now, its header now, postal-mime 30.11.2020 10:00
no date: mailparser none, its header none, postal-mime none
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
