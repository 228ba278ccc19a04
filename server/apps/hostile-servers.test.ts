import type { LookupAddress } from "node:dns";
import { createServer, type RequestListener } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { mastodon } from "#networks/mastodon/mastodon.ts";
import { bluesky } from "#networks/bluesky/bluesky.ts";
import { NetworkFailure, type Network } from "#networks/network.ts";
import { openOutside } from "../platform/outside.ts";
import { withCall } from "../calls/call.ts";

const publicAddress = "93.184.215.14";

/** What stands behind a name that somebody typed: addresses, one entry for each time they are asked for, and a server there. */
interface Hostile {
  readonly addresses?: readonly string[];
  readonly answer?: RequestListener;
}

async function worldWith({ addresses = [publicAddress], answer = () => {} }: Hostile) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  let asked = 0;
  const outside = openOutside({
    guard: {
      resolve: () => {
        const address = addresses[Math.min(asked++, addresses.length - 1)] ?? "";
        return Promise.resolve<LookupAddress[]>([{ address, family: address.includes(":") ? 6 : 4 }]);
      },
      connector: (lookup) => (target, done) =>
        lookup(target.hostname, { all: true }, (error) => {
          if (error) return done(error, null);
          const socket = connect(port, "127.0.0.1", () => done(null, socket));
          socket.once("error", (failure) => done(failure, null));
        }),
    },
  });
  onTestFinished(async () => {
    await outside.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const now = new Date("2026-11-22T09:00:00Z");
  const silent = () => {};
  // Nobody's call: there is no profile whose activity log it would stand in, and what is refused is nothing unknown.
  const world = {
    outside,
    clock: { now: () => now },
    random: { bytes: (count: number) => new Uint8Array(count), fraction: () => 0.5 },
    config: { url: "https://keys.example.com", callDeadlineSeconds: 0.2 },
    log: { error: silent },
  };
  return world as unknown as Parameters<typeof withCall>[0];
}

type Use = Parameters<typeof withCall>[2];

async function refusalOf(network: Network, instance: string, hostile: Hostile, use: Use): Promise<NetworkFailure> {
  const credentials = { clientId: "", clientSecret: undefined, settings: {}, instance };
  const failure: unknown = await withCall(
    await worldWith(hostile),
    { network, app: { id: "", health: "well", credentials } },
    use,
  ).catch((error: unknown) => error);
  if (failure instanceof NetworkFailure) return failure;
  throw failure;
}

const register: Use = (call) => mastodon.servers.register(call, "https://keys.example.com/v1/oauth/callback");

const leading =
  (location: string): RequestListener =>
  (_request, response) =>
    response.writeHead(302, { location }).end();

const gigabyte: RequestListener = (_request, response) => {
  const chunk = Buffer.alloc(256 * 1024, " ");
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once("drain", more);
  };
  more();
};

const dripping: RequestListener = (_request, response) => {
  const drip = setInterval(() => response.write(" "), 10);
  response.once("close", () => clearInterval(drip));
};

const isPrivate =
  "coffee.example is not a public server: its name leads into a private network. Check the name that was entered.";

test.each<readonly [string, Hostile, string | RegExp]>([
  ["a name for this machine", { addresses: ["127.0.0.1"] }, isPrivate],
  ["a name for the metadata service", { addresses: ["169.254.169.254"] }, isPrivate],
  ["a name for this machine, mapped into IPv6", { addresses: ["::ffff:127.0.0.1"] }, isPrivate],
  [
    "a redirect to 127.0.0.1",
    { answer: leading("http://127.0.0.1/") },
    /leads on to another one, which is not followed/,
  ],
  ["a redirect to 169.254.169.254", { answer: leading("https://169.254.169.254/") }, /which is not followed/],
  ["an answer without end", { answer: gigabyte }, /answered with far more than a Mastodon server has to say/],
  ["an answer that drips", { answer: dripping }, /took too long to answer/],
  ["silence", {}, /took too long to answer/],
])("a hostile server is refused in words, and is no verdict about anybody: %s", async (_what, hostile, words) => {
  const { diagnosis } = await refusalOf(mastodon, "coffee.example", hostile, register);
  expect([diagnosis.kind, diagnosis.repair.how]).toEqual(["unreachable", expect.stringMatching(words)]);
});

test("a name that leads elsewhere on the way (rebinding) is refused in words as soon as it does", async () => {
  const answer: RequestListener = (_request, response) =>
    response
      .writeHead(422, { connection: "close", "content-type": "application/json" })
      .end(JSON.stringify({ error: "Validation failed: Scopes doesn't match configured on the server." }));
  const { diagnosis, evidence } = await refusalOf(
    mastodon,
    "coffee.example",
    { addresses: [publicAddress, "10.0.0.1"], answer },
    register,
  );
  expect([diagnosis.repair.how, evidence.status]).toEqual([isPrivate, 0]);
});

test.each([
  ["127.0.0.1", "127.0.0.1 is not called: enter the server's name instead of its number."],
  ["router", "router is not a public server: its name leads into a private network."],
  ["coffee.example:8443", "coffee.example:8443 is not called: only the usual port of https is."],
])("should a name that no server has get as far as the door, %s is refused there", async (instance, words) => {
  const { diagnosis, outcomeUnknown } = await refusalOf(mastodon, instance, {}, register);
  expect([diagnosis.repair, outcomeUnknown]).toEqual([
    { who: "token_setter", how: `${words} Check the name that was entered.` },
    false,
  ]);
});

test("what people type for Bluesky goes through the same door: a server of a private network is refused in words", async () => {
  const begin: Use = (call) =>
    bluesky.oauth.begin(call, {
      redirectUri: "https://keys.example.com/v1/oauth/callback",
      state: "s",
      verifier: "v".repeat(64),
      scopes: bluesky.oauth.scopes,
      identifier: "https://coffee.example",
      rerequest: false,
      switchAccount: false,
    });
  const { diagnosis } = await refusalOf(bluesky, "", { addresses: ["10.0.0.1"] }, begin);
  expect([diagnosis.kind, diagnosis.repair.how]).toEqual(["unreachable", isPrivate]);
});
