import type { Tokens } from "#core/grant.ts";
import type { Call, Probe } from "../network.ts";
import { keptIn, readSession } from "./session.ts";
import { brokenHandle } from "./wire.ts";

/** One account per session: grant and access are proved by the same read, made with the very token that work uses. */
export const probe = {
  async grant(call, { tokens }) {
    await readSession(call, "probe", tokens);
    // No introspection: the scopes are those of the last token answer.
    return { scopesGranted: keptIn(tokens).scope.split(" ") };
  },
  access: (call, { tokens }) => readHandle(call, tokens),
} satisfies Probe;

async function readHandle(call: Call, tokens: Tokens) {
  const { handle } = await readSession(call, "probe", tokens);
  return handle === brokenHandle ? {} : { handle };
}
