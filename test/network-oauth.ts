import { expect, test } from "vitest";
import type { DanceStart, Network, Refusal } from "#networks/network.ts";
import type { Visit } from "#simulator/visitor.ts";
import { redirectUri, verifier, type NetworkRehearsal } from "./network-rehearsal.ts";

export interface OAuthCases {
  readonly network: Pick<Network, "oauth">;
  readonly rehearse: () => Promise<Pick<NetworkRehearsal, "call" | "visit">>;
  /** Somebody who can agree. */
  readonly who: Visit;
  readonly start?: Partial<DanceStart>;
  /** What the network says to a code that was used before. Absent: its own tests say it. */
  readonly usedCode?: { readonly rule: string; readonly address?: string };
}

/** What every way back from a network is asked: a refusal is one, and a code is good for once. */
export function testOAuth({ network, rehearse, who, start, usedCode }: OAuthCases): void {
  test("R30 a person who presses Cancel comes back with a refusal", async () => {
    const { visit } = await rehearse();
    const { params } = await visit({ ...who, cancel: true }, start);
    expect(network.oauth.refusal(params)).toMatchObject({ what: "cancelled", words: expect.stringMatching(/\S/) });
  });

  test.each(usedCode ? [usedCode] : [])(
    "R1 a code that was used before gives nothing a second time ($rule), and nobody's login is blamed",
    async ({ rule, address }) => {
      const { call, visit } = await rehearse();
      const back = { ...(await visit(who, start)), redirectUri, verifier };
      await network.oauth.finish(call, back);
      await expect(network.oauth.finish(call, back)).rejects.toMatchObject({
        diagnosis: { rule, kind: "unrecognised" },
        evidence: address === undefined ? {} : { address },
      });
      expect(network.oauth.refusal(back.params)).toBeUndefined();
    },
  );
}

/** What the words of a way back mean: `[query, what, words for people]`. */
export function testRefusals(
  { oauth }: Pick<Network, "oauth">,
  cases: readonly (readonly [query: string, what: Refusal["what"], words: string])[],
): void {
  test.each(cases.map(([query, what, words]) => ({ query, what, words })))(
    "R30 whoever comes back with “$query” is told: $what, “$words”",
    ({ query, what, words }) => {
      expect(oauth.refusal(new URLSearchParams(query))).toEqual({ what, words });
    },
  );
}
