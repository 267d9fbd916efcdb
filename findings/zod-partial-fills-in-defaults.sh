#!/usr/bin/env bash
# Zod 4's partial() puts the defaults in the place of what is left out, so a change of one field resets others.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact valibot@1.5.0 zod@4.6.7
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: a schema of what is created, with its defaults, is made one of changes by partial(), as every REST
tutorial does. In Zod 3 what a request leaves out stays out. Since Zod 4 the default is put there, also in zod/mini, so a
PATCH of the title alone takes a page off the web and empties its tags, while the types say that these fields may be undefined.
Valibot's partial() leaves them out.

TEXT

cat >show.mjs <<'CODE'
import * as v from "valibot";
import * as z from "zod";
import * as mini from "zod/mini";
import { z as z3 } from "zod/v3";

const stored = { title: "Draft", published: true, tags: ["a", "b"] };
const request = { title: "Final" };
const show = (name, change) => {
  console.log(`${name}: change ${JSON.stringify(change)}, then stored ${JSON.stringify({ ...stored, ...change })}`);
};

const fields = (zod) => ({
  title: zod.string(),
  published: zod.boolean().default(false),
  tags: zod.array(zod.string()).default([]),
});
show("Zod 3", z3.object(fields(z3)).partial().parse(request));
show("Zod 4", z.object(fields(z)).partial().parse(request));
show("Zod 4, published alone picked", z.object(fields(z)).pick({ published: true }).partial().parse({}));

const small = mini.object({ title: mini.string(), published: mini._default(mini.boolean(), false) });
show("zod/mini", mini.parse(mini.partial(small), request));
const valibot = v.object({ title: v.string(), published: v.optional(v.boolean(), false) });
show("Valibot", v.parse(v.partial(valibot), request));

// What keeps it out: the defaults taken off before.
const { title, published, tags } = z.object(fields(z)).shape;
const change = z.object({ title, published: published.unwrap(), tags: tags.unwrap() }).partial();
show("Zod 4, defaults taken off", change.parse(request));
CODE

cat >expected.txt <<'TEXT'
Zod 3: change {"title":"Final"}, then stored {"title":"Final","published":true,"tags":["a","b"]}
Zod 4: change {"title":"Final","published":false,"tags":[]}, then stored {"title":"Final","published":false,"tags":[]}
Zod 4, published alone picked: change {"published":false}, then stored {"title":"Draft","published":false,"tags":["a","b"]}
zod/mini: change {"title":"Final","published":false}, then stored {"title":"Final","published":false,"tags":["a","b"]}
Valibot: change {"title":"Final"}, then stored {"title":"Final","published":true,"tags":["a","b"]}
Zod 4, defaults taken off: change {"title":"Final"}, then stored {"title":"Final","published":true,"tags":["a","b"]}
TEXT
node show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
