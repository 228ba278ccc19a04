import { describe, expect, test } from "vitest";
import { redirectUri, rehearseNetwork } from "#test/network-rehearsal.ts";
import { sample } from "./simulated/sample.ts";
import { youtube } from "./youtube.ts";

const [sampleApp] = sample.apps ?? [];
const clientId = sampleApp?.id ?? "";
const clientSecret = sampleApp?.secret ?? "";
const apps = [{ name: "Latchkey", id: clientId, secret: clientSecret, redirectUris: [redirectUri] }];
const anna = { email: "anna@northwind.example", password: "coffee" };
const carla = { email: "carla@agency.example", password: "coffee" };
const dora = { email: "dora@northwind.example", password: "coffee" };
const auth = "https://www.googleapis.com/auth/";

const people = [
  ...(sample.people ?? []),
  { name: "Dora Lind", handle: "dora-lind", id: "119999999999999999999", ...dora },
];
const rehearse = () =>
  rehearseNetwork({ network: youtube, scenario: { ...sample, people, apps }, clientId, clientSecret });

describe("what a consent reaches", () => {
  test("the chosen channel, and no other of the same person", async () => {
    const { connect, list } = await rehearse();
    expect(await list(await connect({ ...anna, pages: ["Northwind Hamburg"] }))).toEqual([
      {
        remoteId: "UCn0rthw1ndHamburgSh0pCc",
        name: "Northwind Hamburg",
        handle: "@northwindhamburg",
        avatarUrl: "https://yt3.ggpht.com/UCn0rthw1ndHamburgSh0pCc=s240.svg",
        url: "https://www.youtube.com/channel/UCn0rthw1ndHamburgSh0pCc",
        kind: "channel",
        unusable: undefined,
      },
    ]);
  });

  test("P31 P35 a person without a channel is listed with the reason, and nothing else", async () => {
    const { connect, list } = await rehearse();
    const grant = await connect(dora);
    expect(grant.setter.remoteId).toBe("119999999999999999999");
    expect(await list(grant)).toEqual([
      {
        remoteId: "119999999999999999999",
        name: "Dora Lind",
        handle: "dora@northwind.example",
        avatarUrl: expect.any(String),
        kind: "account",
        unusable: expect.stringMatching(/has no YouTube channel.*brand account/),
      },
    ]);
  });

  test("P35 Google says the same with a 401: no channel, no failure", async () => {
    const { connect, list, control } = await rehearse();
    await control.deletePage("northwind-summer-stage");
    await control.deletePage("northwind-night-market");
    const grant = await connect(carla);
    await control.deletePage("northwind-latte-art-cup");
    expect((await list(grant))[0]).toMatchObject({
      kind: "account",
      unusable: expect.stringMatching(/no YouTube channel/),
    });
  });

  test("P35 with the box for reading left empty the reason is the box, not the channel; nobody is asked in vain", async () => {
    const { connect, list, control } = await rehearse();
    const untick = [`${auth}youtube.readonly`, `${auth}youtube.force-ssl`];
    const grant = await connect({ ...anna, untick });
    expect(grant.setter.remoteId).toBe("108246801357924680135");
    expect(await list(grant)).toMatchObject([{ kind: "account", unusable: expect.stringMatching(/tick every box/) }]);
    expect(await control.countCalls({ path: "/youtube/v3/channels" })).toBe(0);
  });

  test("the box for managing shows the channel as well", async () => {
    const { connect, list } = await rehearse();
    const grant = await connect({ ...anna, untick: [`${auth}youtube.readonly`] });
    expect(await list(grant)).toMatchObject([{ kind: "channel", name: "Northwind Coffee" }]);
  });

  test("P30 P31 a channel that was never set up is listed with the reason", async () => {
    const { connect, list } = await rehearse();
    const [found] = await list(await connect({ ...carla, pages: ["Northwind Night Market"] }));
    expect(found).toMatchObject({
      name: "Northwind Night Market",
      unusable: expect.stringMatching(/finish creating it/),
    });
  });

  test("a suspended account is a failure with its cause, not an empty list", async () => {
    const { connect, list, control } = await rehearse();
    const grant = await connect(anna);
    await control.blockPerson("anna-berg", "policy");
    await expect(list(grant)).rejects.toMatchObject({
      diagnosis: { cause: "profile_suspended" },
      evidence: { act: "discover" },
    });
  });

  test("an odd channel keeps its id and goes without a picture", async () => {
    const { connect, list, meddle } = await rehearse();
    const grant = await connect(anna);
    meddle(() => ({ kind: "x", items: [{ id: "UCodd", snippet: { title: 7 }, status: null }] }));
    expect(await list(grant)).toMatchObject([{ remoteId: "UCodd", name: "UCodd", unusable: undefined }]);
  });
});
