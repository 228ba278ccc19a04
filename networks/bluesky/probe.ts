import type { Tokens } from "#core/grant.ts";
import { NetworkFailure, type Call, type Probe } from "../network.ts";
import { keptIn, readSession } from "./session.ts";
import { brokenHandle } from "./wire.ts";

/** One account per session: grant and access are proved by the same read, made with the very token that work uses. */
export const probe = {
  async grant(call, { tokens }) {
    await proveSession(call, tokens);
    // No introspection: the scopes are those of the last token answer.
    return { scopesGranted: keptIn(tokens).scope.split(" ") };
  },
  access: (call, { tokens }) => readHandle(call, tokens),
} satisfies Probe;

/** The session of an account that its owner switched off lives on: that is the access's trouble, not the grant's. */
async function proveSession(call: Call, tokens: Tokens): Promise<void> {
  try {
    await readSession(call, "probe", tokens);
  } catch (failure) {
    if (!(failure instanceof NetworkFailure) || failure.diagnosis.cause !== "profile_deactivated") throw failure;
  }
}

async function readHandle(call: Call, tokens: Tokens) {
  const { handle } = await readSession(call, "probe", tokens);
  return handle === brokenHandle ? {} : { handle };
}
