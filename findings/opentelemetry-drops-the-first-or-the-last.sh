#!/usr/bin/env bash
# Of more than 128 attributes of a span OpenTelemetry drops the first ones in Python and the last ones in JavaScript.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact @opentelemetry/api@1.10.0 @opentelemetry/sdk-trace@3.1.0
npm ls --depth=0 | tail -n +2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check opentelemetry-sdk==1.45.2
venv/bin/pip list --disable-pip-version-check 2>pip.log | grep -E '^opentelemetry-sdk '
cat <<'TEXT'
What surprises: a span holds 128 attributes, and what becomes of the others depends on the language. A span of a model call that
has its messages as attributes loses which model it was in Python, and in JavaScript how many tokens it used and what it
answered, as these come last: costs are missing for the longest conversations, or are of an unknown model. The numbers that
tell how many were dropped are the same.

TEXT

cat >show.mjs <<'CODE'
import { TracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";

const exporter = new InMemorySpanExporter();
const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
const span = provider.getTracer("demo").startSpan("chat", { attributes: { "gen_ai.request.model": "large" } });
for (let index = 0; index < 70; index += 1) {
  span.setAttribute(`gen_ai.prompt.${index}.role`, "user");
  span.setAttribute(`gen_ai.prompt.${index}.content`, "Hello");
}
span.setAttribute("gen_ai.usage.output_tokens", 900);
span.end();
await provider.forceFlush();
const [{ attributes, droppedAttributesCount }] = exporter.getFinishedSpans();
const { "gen_ai.request.model": model, "gen_ai.usage.output_tokens": tokens } = attributes;
const lost = `model ${model ?? "dropped"}, tokens ${tokens ?? "dropped"}`;
console.log(`JavaScript: ${Object.keys(attributes).length} kept, ${droppedAttributesCount} dropped, ${lost}`);
CODE
cat >show.py <<'CODE'
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
span = provider.get_tracer("demo").start_span("chat", attributes={"gen_ai.request.model": "large"})
for index in range(70):
    span.set_attribute(f"gen_ai.prompt.{index}.role", "user")
    span.set_attribute(f"gen_ai.prompt.{index}.content", "Hello")
span.set_attribute("gen_ai.usage.output_tokens", 900)
span.end()
[ended] = exporter.get_finished_spans()
model, tokens = (ended.attributes.get(name, "dropped") for name in ("gen_ai.request.model", "gen_ai.usage.output_tokens"))
print(f"Python: {len(ended.attributes)} kept, {ended.dropped_attributes} dropped, model {model}, tokens {tokens}")
CODE

cat >expected.txt <<'TEXT'
JavaScript: 128 kept, 14 dropped, model large, tokens dropped
Python: 128 kept, 14 dropped, model dropped, tokens 900
TEXT
{ node show.mjs && venv/bin/python show.py 2>errors.log; } | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
