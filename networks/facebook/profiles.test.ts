import { describe, expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { asAccess, connected, failureOf, rehearse, twoPages } from "#test/facebook-rehearsal.ts";
import type { FoundProfile } from "../network.ts";
import { facebook } from "./facebook.ts";

const namesOf = (profiles: readonly FoundProfile[]) => profiles.map(({ name }) => name);

describe("finding Pages", () => {
  test("R63 every Page comes with its token, tasks in one spelling, and the scopes that hold for it", async () => {
    const { facebookSide } = await connected();
    const grant = await facebookSide.connect({ email: "ben-okoro@people.example" });
    expect(await facebookSide.list(grant)).toEqual([
      expect.objectContaining({
        name: "Northwind Berlin",
        roles: ["CREATE_CONTENT", "ANALYZE"],
        token: expect.any(Secret),
        tokenExpiresAt: null,
        unusable: undefined,
      }),
    ]);
  });

  test("new Pages answer with PROFILE_PLUS names: they mean the same", async () => {
    const scenario = { ...twoPages, pages: [{ name: "New Page", people: { "anna-berg": "new_full_control" } }] };
    const { connect, list } = await rehearse(scenario);
    const [page] = await list(await connect());
    expect(page?.roles).toEqual(
      expect.arrayContaining(["MANAGE", "CREATE_CONTENT", "MODERATE", "MESSAGING", "ANALYZE"]),
    );
  });

  test("R35 twelve hundred Pages come page by page: the first is there after two calls", async () => {
    const { connect, call, traces } = await rehearse({
      ...twoPages,
      pages: [{ name: "Shop", count: 1200, people: { "anna-berg": "full_control" } }],
    });
    const grant = await connect();
    const before = traces.length;
    const ids = new Set<string>();
    let callsBeforeFirst = 0;
    for await (const page of facebook.profiles.list(call, grant)) {
      callsBeforeFirst ||= traces.length - before;
      ids.add(page.remoteId);
    }
    expect([ids.size, callsBeforeFirst]).toEqual([1200, 2]);
  });

  test("R35 twelve hundred Pages from a slow Facebook arrive one page after the other, and whoever has enough stops asking", async () => {
    const { connect, call, control, traces } = await rehearse({
      ...twoPages,
      pages: [{ name: "Shop", count: 1200, people: { "anna-berg": "full_control" } }],
    });
    const grant = await connect();
    await control.slow(true, { path: "/me/accounts", delayMs: 30 });
    const asked = () => traces.filter(({ address }) => address.endsWith("/me/accounts")).length;
    const arrivals = new Set<number>();
    let count = 0;
    for await (const page of facebook.profiles.list(call, grant)) {
      arrivals.add(asked());
      if (page.unusable === undefined) count += 1;
    }
    expect([count, arrivals.size]).toEqual([1200, 12]);
    for await (const page of facebook.profiles.list(call, grant)) if (page.token) break;
    expect(asked()).toBe(13);
  });

  test.each(["CREATE_CONTENT", "MODERATE", "ANALYZE"])(
    "R63 PROFILE_PLUS_%s alone means the task, and is enough to be offered",
    async (task) => {
      const people = { "anna-berg": [`PROFILE_PLUS_${task}`] };
      const { connect, list } = await rehearse({ ...twoPages, pages: [{ name: "New Page", people }] });
      expect(await list(await connect())).toMatchObject([{ roles: [task], unusable: undefined }]);
    },
  );

  test("P31 /me/accounts is empty although Pages were ticked: the ids that Facebook names elsewhere are read one by one", async () => {
    const { connect, list, meddle, traces } = await rehearse();
    const grant = await connect({ untick: ["business_management"], pages: ["Northwind Berlin", "Northwind Hamburg"] });
    meddle(({ pathname }) => (pathname.endsWith("/me/accounts") ? { data: [] } : undefined));
    const found = await list(grant);
    expect(namesOf(found)).toEqual(["Northwind Berlin", "Northwind Hamburg"]);
    for (const page of found) expect([page.unusable, page.token]).toEqual([undefined, expect.any(Secret)]);
    for (const { remoteId } of found) expect(traces.some(({ address }) => address.endsWith(`/${remoteId}`))).toBe(true);
  });

  test.each([true, false])(
    "P31 a Page that is reached through a portfolio is found and works (in the plain list: %s)",
    async (inAccounts) => {
      const { connect, list, call } = await rehearse({
        ...twoPages,
        portfolios: [{ name: "Northwind Group", people: ["anna-berg"], inAccounts }],
        pages: [
          {
            name: "Portfolio Page",
            portfolio: "northwind-group",
            people: { "anna-berg": { tasks: "full_control", via: "portfolio" } },
          },
        ],
      });
      const grant = await connect();
      const found = await list(grant);
      expect(found).toMatchObject([{ name: "Portfolio Page", unusable: undefined }]);
      expect(await facebook.probe.access(call, grant, asAccess(found[0]))).toMatchObject({ name: "Portfolio Page" });
    },
  );

  test("P31 without business_management a portfolio Page that was ticked is read by its id", async () => {
    const { connect, list } = await rehearse({
      ...twoPages,
      portfolios: [{ name: "Northwind Group", people: ["anna-berg"] }],
      pages: [
        {
          name: "Portfolio Page",
          portfolio: "northwind-group",
          people: { "anna-berg": { tasks: "full_control", via: "portfolio" } },
        },
      ],
    });
    const grant = await connect({ untick: ["business_management"], pages: ["Portfolio Page"] });
    expect(await list(grant)).toMatchObject([{ name: "Portfolio Page", unusable: undefined }]);
  });

  test("P35 a ticked Page without a role any more is listed with the reason and the next step", async () => {
    const { connect, list, control } = await rehearse();
    const grant = await connect({ pages: ["Northwind Berlin", "Northwind Hamburg"] });
    await control.removeRole("northwind-berlin", "anna-berg");
    const found = await list(grant);
    expect(namesOf(found.filter(({ unusable }) => !unusable))).toEqual(["Northwind Hamburg"]);
    expect(found.find(({ unusable }) => unusable)).toEqual(
      expect.objectContaining({
        name: expect.stringMatching(/^Page \d+$/),
        unusable: expect.stringMatching(/full control/),
      }),
    );
  });

  test("P30 a role that helps none of our capabilities is listed, not offered", async () => {
    const { connect, list } = await rehearse({
      ...twoPages,
      pages: [{ name: "Ads only", people: { "anna-berg": ["ADVERTISE"] } }],
    });
    expect(await list(await connect())).toMatchObject([
      { name: "Ads only", roles: ["ADVERTISE"], unusable: expect.stringMatching(/neither publish/) },
    ]);
  });

  test("P31 P35 a portfolio's Pages without a token say why: not ticked, or no access to content", async () => {
    const { connect, list, meddle } = await rehearse({
      ...twoPages,
      portfolios: [{ name: "Northwind Group", people: ["anna-berg"] }],
    });
    const grant = await connect({ pages: ["Northwind Berlin"] });
    meddle(({ pathname }) =>
      pathname.endsWith("/owned_pages")
        ? { data: [{ id: "77", name: "Other brand", tasks: ["MANAGE"] }, "no entry", { id: 78 }] }
        : undefined,
    );
    expect((await list(grant)).filter(({ unusable }) => unusable)).toMatchObject([
      { name: "Other brand", unusable: expect.stringMatching(/not ticked/) },
    ]);
    const wide = await connect({ edit: true });
    expect((await list(wide)).filter(({ unusable }) => unusable)).toMatchObject([
      { name: "Other brand", unusable: expect.stringMatching(/no token/) },
    ]);
  });

  test("P23 a portfolio that may not be read costs nobody the other Pages; an outage in the middle is told", async () => {
    const { connect, list, meddle } = await rehearse({
      ...twoPages,
      portfolios: [{ name: "Northwind Group", people: ["anna-berg"] }],
    });
    const grant = await connect();
    meddle(
      ({ pathname }) => (pathname.endsWith("_pages") ? { error: { code: 10, message: "(#10) no" } } : undefined),
      400,
    );
    expect(namesOf(await list(grant))).toEqual(["Northwind Berlin", "Northwind Hamburg"]);
    meddle(({ pathname }) => (pathname.endsWith("_pages") ? { error: { code: 2 } } : undefined), 503);
    expect((await failureOf(list(grant))).diagnosis.kind).toBe("unreachable");
  });

  test("a copy of a Page that brings its token wins over one without, and loses nothing", async () => {
    const { connect, list, meddle } = await rehearse({
      ...twoPages,
      portfolios: [{ name: "Northwind Group", people: ["anna-berg"] }],
    });
    const grant = await connect();
    meddle(({ pathname }) => {
      if (pathname.endsWith("/accounts"))
        return { data: [{ id: "77", name: "Shop", username: "shop", tasks: ["CREATE_CONTENT"] }] };
      if (pathname.endsWith("/owned_pages"))
        return {
          data: [
            { id: "77", access_token: "EAAGfirst" },
            { id: "77", access_token: "EAAGsecond" },
          ],
        };
      return pathname.endsWith("/client_pages") ? { data: [] } : undefined;
    });
    const found = await list(grant);
    expect(found).toMatchObject([
      { remoteId: "77", name: "Shop", handle: "shop", roles: ["CREATE_CONTENT"], unusable: undefined },
    ]);
    expect(found[0]?.token?.reveal()).toBe("EAAGfirst");
  });

  test("a Page listed without a token is asked for by its id before it is called unusable", async () => {
    const { connect, list, meddle } = await rehearse();
    const grant = await connect();
    meddle(({ pathname }) => {
      if (pathname.endsWith("/accounts"))
        return {
          data: [
            { id: "77", name: "Shop", tasks: ["ANALYZE"] },
            { id: "78", name: "Idle", tasks: [] },
          ],
        };
      return pathname.endsWith("/77") ? { id: "77", access_token: "EAAGfromTheSingleRead" } : undefined;
    });
    expect(await list(grant)).toMatchObject([
      { name: "Shop", roles: ["ANALYZE"], unusable: undefined },
      { name: "Idle", unusable: expect.stringMatching(/no token/) },
    ]);
  });

  test("P34 a scope that was given for some Pages only is missing on the others; where all hold, the grant's count", async () => {
    const { connect, list, meddle } = await rehearse();
    const grant = await connect();
    const [berlin, hamburg] = await list(grant);
    expect([berlin?.scopes, hamburg?.scopes]).toEqual([undefined, undefined]);
    const scopes = ["pages_show_list", "pages_manage_posts", "business_management"];
    const granular_scopes = [
      { scope: "pages_show_list" },
      { scope: "pages_manage_posts", target_ids: [berlin?.remoteId] },
      { scope: "business_management", target_ids: ["4711"] },
    ];
    const data = { type: "USER", is_valid: true, scopes, granular_scopes };
    meddle(({ pathname }) => (pathname.endsWith("/debug_token") ? { data } : undefined));
    expect((await list(grant)).map((page) => page.scopes)).toEqual([
      undefined,
      ["pages_show_list", "business_management"],
    ]);
  });
});
