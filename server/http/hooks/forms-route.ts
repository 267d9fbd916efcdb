/** The door of forms: submissions of strangers, as multipart/form-data with the texts as JSON in one part and a part a file. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { parseJson } from "../../../lib/values/exact-json.ts";
import type { FormSent } from "../../../lib/views/live/form-views.ts";
import type { AppContext } from "../../app-context.ts";
import { demandPassword, openForm } from "../../forms/form-page.ts";
import { Submission } from "../../forms/read-submission.ts";
import { takeSubmission } from "../../forms/take-submission.ts";
import { demandSize } from "../../hooks/demand.ts";
import type { OpenHook } from "../../hooks/open-hook.ts";
import { makeGuessLimit, makeRateLimit } from "../../limits/rate-limits.ts";
import { traceparentFor } from "../requests/trace-requests.ts";
import { limitBody } from "./limit-body.ts";

const minute = 60_000;
/** Bytes of the largest submission that a Form node may allow, and what its parts add. */
const mostBytes = 20_000_000 + 100_000;
/** How often one address may send, to whichever forms. */
const perAddress = 60;

type Asked = { Params: { token: string } };

export async function addForms(app: FastifyInstance, context: AppContext): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("multipart/form-data", { parseAs: "buffer" }, (_request, body, done) =>
      done(null, body),
    );
    const door = makeDoor(context);
    for (const [url, isTest] of [
      ["/api/forms/:token", false],
      ["/api/forms/:token/test", true],
    ] as const) {
      scope.route<Asked>({
        method: "POST",
        url,
        config: { policy: "forms.use", rateLimit: { max: perAddress } },
        bodyLimit: mostBytes,
        onRequest: async (request) =>
          await door.enter(request, () => openForm(context, { token: request.params.token, isTest })),
        async preParsing(request, reply, payload) {
          return payload.pipe(
            limitBody(door.formOf(request), async (thrown) => {
              reply.header("connection", "close");
              throw thrown;
            }),
          );
        },
        async onResponse(request, reply) {
          if (reply.statusCode >= 400) door.forget(request);
        },
        async handler(request, reply) {
          const answer = await take(context, door.formOf(request), request);
          await reply.code(202).send(answer satisfies FormSent);
        },
      });
    }
  });
}

/** What a submission has to pass before its body is read. */
function makeDoor(context: AppContext) {
  const forms = new WeakMap<FastifyRequest, OpenHook<"form">>();
  const limits = new Map<number, ReturnType<typeof makeGuessLimit>>();
  const counted = new WeakMap<FastifyRequest, () => void>();
  const misses = makeRateLimit({ max: 30, windowMs: minute });

  const limitOf = (max: number) => {
    const limit = limits.get(max) ?? makeGuessLimit({ max, windowMs: minute });
    limits.set(max, limit);
    return limit;
  };

  return {
    async enter(request: FastifyRequest, open: () => Promise<OpenHook<"form">>): Promise<void> {
      try {
        const form = await open();
        const password = decoded(request.headers["x-form-password"]);
        await demandPassword(context, form, { password, ip: request.ip });
        demandSize(form, Number(request.headers["content-length"] ?? 0));
        counted.set(request, limitOf(form.settings.perMinute)(form.target ? form.id : `${form.id} test`));
        forms.set(request, form);
      } catch (thrown) {
        if (thrown instanceof PatchbayError && thrown.code === "not_found") misses(request.ip);
        throw thrown;
      }
    },
    /** What was refused takes no place of one that would be accepted. How often one address may try is limited all the same. */
    forget(request: FastifyRequest): void {
      counted.get(request)?.();
      counted.delete(request);
    },
    formOf(request: FastifyRequest): OpenHook<"form"> {
      const form = forms.get(request);
      if (!form) throw new PatchbayError("internal", "Something went wrong on our side.");
      return form;
    },
  };
}

/** Headers hold no letters beyond Latin ones. */
function decoded(header: string | string[] | undefined): string {
  try {
    return decodeURIComponent(typeof header === "string" ? header : "");
  } catch {
    return "";
  }
}

/** By which a browser knows its submission: at least 128 bits. */
const Key = z.string().regex(/^[\w-]{22,100}$/);

async function take(context: AppContext, form: OpenHook<"form">, request: FastifyRequest): Promise<FormSent> {
  const key = Key.safeParse(request.headers["idempotency-key"]);
  if (!key.success) throw malformed();
  const sent = await submissionOf(request);
  const bytes = Buffer.isBuffer(request.body) ? request.body.length : 0;
  return await takeSubmission(context, form, { key: key.data, sent, bytes, traceparent: traceparentFor(request) });
}

async function submissionOf({ headers, body }: FastifyRequest): Promise<Submission> {
  try {
    const bytes = Buffer.isBuffer(body) ? Buffer.from(body) : Buffer.alloc(0);
    const type = headers["content-type"] ?? "";
    const parts = await new Response(bytes, { headers: { "content-type": type } }).formData();
    const texts = parts.get("submission");
    const given = Submission.parse(parseJson(typeof texts === "string" ? texts : ""));
    const files = [...parts].flatMap(([name, value]) =>
      typeof value !== "string" && name.startsWith("file:") ? [[name.slice("file:".length), value] as const] : [],
    );
    return { ...given, files: new Map(files) };
  } catch (cause) {
    throw malformed(cause);
  }
}

function malformed(cause?: unknown): PatchbayError {
  return new PatchbayError("bad_input", "This submission cannot be read. Reload the page and send it again.", {
    cause,
  });
}
