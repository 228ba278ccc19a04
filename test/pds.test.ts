import { afterAll, beforeAll, expect, test } from "vitest";
import { type RealPds, startPds } from "./pds.ts";
import { xrpc } from "./pds/xrpc.ts";

let pds: RealPds;
beforeAll(async () => {
  pds = await startPds();
}, 60_000);
afterAll(() => pds[Symbol.asyncDispose]());

const newAccount = (name: string) =>
  pds.createAccount({ handle: `${name}.test`, email: `${name}@example.com`, password: "first-password" });
const repoStatus = (did: string) => xrpc(pds.url, "com.atproto.sync.getRepoStatus", { query: { did } });
const signIn = ({ did, password }: { did: string; password: string }) =>
  xrpc(pds.url, "com.atproto.server.createSession", { body: { identifier: did, password } });

test("an account gets a DID that the PLC directory resolves back to this PDS", async () => {
  const { did } = await newAccount("alice");
  const document = await (await fetch(`${pds.plcUrl}/${did}`)).json();
  expect(document).toMatchObject({
    id: did,
    alsoKnownAs: ["at://alice.test"],
    service: [{ id: "#atproto_pds", serviceEndpoint: pds.url }],
  });
});

test("a takedown shows as takendown until it is lifted", async () => {
  const { did } = await newAccount("bob");
  await pds.takeDown(did);
  expect(await repoStatus(did)).toMatchObject({ did, active: false, status: "takendown" });
  await pds.restore(did);
  expect(await repoStatus(did)).toMatchObject({ did, active: true });
});

test("a deactivated account shows as deactivated until its person activates it", async () => {
  const carol = await newAccount("carol");
  await pds.deactivate(carol);
  expect(await repoStatus(carol.did)).toMatchObject({ active: false, status: "deactivated" });
  await pds.activate(carol);
  expect(await repoStatus(carol.did)).toMatchObject({ active: true });
});

test("a deleted account is not found", async () => {
  const { did } = await newAccount("dave");
  await pds.deleteAccount(did);
  await expect(repoStatus(did)).rejects.toMatchObject({ status: 400, error: "RepoNotFound" });
});

test("after a password change only the new password signs in", async () => {
  const erin = await newAccount("erin");
  const changed = await pds.changePassword(erin, "second-password");
  await expect(signIn(erin)).rejects.toMatchObject({ status: 401 });
  expect(await signIn(changed)).toMatchObject({ did: erin.did });
});

test("a handle is given out once", async () => {
  await newAccount("frank");
  await expect(newAccount("frank")).rejects.toThrow("Handle already taken");
});

test("a stopped PDS answers nobody, and knows its accounts when it is back", async () => {
  const grace = await newAccount("grace");
  await pds.stop();
  await expect(repoStatus(grace.did)).rejects.toThrow(TypeError);
  await pds.start();
  expect(await repoStatus(grace.did)).toMatchObject({ active: true });
  expect(await signIn(grace)).toMatchObject({ did: grace.did });
}, 30_000);
