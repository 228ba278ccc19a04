import { AppError } from "#core/app-error.ts";
import { ofKind } from "#core/capability.ts";
import type { Lent, Network } from "#networks/network.ts";
import type * as contract from "#sdk/contract.ts";
import { defineRoute, ok } from "../http/route.ts";
import type { World } from "../world.ts";
import { lendAtOnce, lendToken, type LentToken } from "./lend.ts";
import type { LendingProfile, TokenMemory } from "./memory.ts";
import * as schema from "./schemas.ts";
import { unavailable } from "./unavailable.ts";

/** `GET …/token`. */
export const tokenRoutes = (memory: TokenMemory) => [
  defineRoute({
    method: "GET",
    path: "/v1/profiles/{id}/token",
    name: "profileToken",
    problems: ["token_unavailable"],
    summary: "A token that works, or why there is none",
    description: "Use it now and ask again next time: Latchkey keeps it fresh. A browser never gets a token.",
    keysOnly: true,
    tag: "Tokens",
    who: "member",
    query: schema.tokenQuery,
    answers: { 200: schema.tokenAnswer, 409: schema.tokenUnavailable },
    runNow(world, { params, query, caller }) {
      if (caller.via !== "api-key") return undefined;
      const rows = memory.findNow({ workspaceId: caller.workspaceId, id: params.id });
      const network = rows && networkOf(world, rows.profile);
      if (!network || rows.profile.disconnectedAt) return undefined;
      const lent = lendAtOnce(world, rows, { network, capability: query.capability });
      return lent && ok(answerOf(lent, rows.profile, network));
    },
    async run(world, { params, query, caller }) {
      if (caller.via !== "api-key")
        throw new AppError(
          "forbidden",
          "Tokens are handed to programs only: use an API key. A browser never gets one.",
        );
      const rows = await memory.find({ workspaceId: caller.workspaceId, id: params.id });
      if (!rows) throw new AppError("not_found", "There is no such profile in this workspace.");
      const { profile } = rows;
      const { capability } = query;
      const network = networkOf(world, profile);
      const lent =
        network && !profile.disconnectedAt ? await lendToken(world, rows, { network, capability }) : "access";
      if (!network || typeof lent === "string") {
        const lack = typeof lent === "string" ? lent : "access";
        const asked = { profileId: profile.id, capability, workspaceId: caller.workspaceId };
        throw await unavailable(world, { ...asked, network, lack });
      }
      return ok(answerOf(lent, profile, network));
    },
  }),
];

function answerOf(lent: LentToken, profile: LendingProfile, network: Network): contract.TokenAnswer {
  return {
    token: lent.token.reveal(),
    kind: lent.grant.tokenKind,
    ...beside(network.oauth.lend?.(lent.live())),
    expiresAt: lent.expiresAt?.toISOString() ?? null,
    scopes: lent.scopes ? [...lent.scopes] : null,
    setter: lent.grant.setter.name,
    network: profile.network,
    remoteId: profile.remoteId,
    accessId: lent.access.id,
  };
}

/** Networks narrowed to a kind of their profiles, of which each has a few. */
const narrowed = new WeakMap<Network, Map<string, Network>>();

/** The network as it is for profiles of this kind. */
function networkOf(world: World, profile: { network: string; kind: string }): Network | undefined {
  const network = world.networks.find(profile.network);
  if (!network) return undefined;
  const kinds = narrowed.get(network) ?? new Map<string, Network>();
  const known = kinds.get(profile.kind);
  if (known) return known;
  const made = { ...network, capabilities: ofKind(network.capabilities, profile.kind) };
  narrowed.set(network, kinds.set(profile.kind, made));
  return made;
}

/** What a caller needs beside the token, where a bearer token is not enough. */
function beside(more: Lent | undefined): Partial<contract.TokenAnswer> {
  if (!more) return {};
  return "tokenSecret" in more
    ? { tokenSecret: more.tokenSecret.reveal() }
    : { dpopKey: { ...more.dpopKey }, audience: more.audience };
}
