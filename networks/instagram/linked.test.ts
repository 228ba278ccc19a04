import { describe, expect, test } from "vitest";
import { capabilityStates, heldScopes } from "#core/capability.ts";
import type { Scenario } from "#simulator/control.ts";
import { failureOf } from "#test/facebook-rehearsal.ts";
import {
  anna,
  berlinId,
  connectedPage,
  hamburgId,
  linkedPage,
  proveAccess,
  rehearsePage,
} from "#test/instagram-rehearsal.ts";
import type { FoundProfile } from "../network.ts";
import { instagram } from "./instagram.ts";

describe("finding accounts that are linked to Pages", () => {
  test("R63 every account comes with its Page's token, the tasks on that Page, and its id in full above 2^53", async () => {
    const { found } = await connectedPage();
    expect(found).toMatchObject([
      { remoteId: berlinId, name: "Berlin on Instagram", handle: "northwind.berlin", tokenExpiresAt: null },
      { remoteId: hamburgId, name: "Hamburg on Instagram" },
    ]);
    for (const { token, roles, unusable, kind } of found) {
      expect([kind, unusable]).toEqual(["account", undefined]);
      expect(token?.reveal()).toMatch(/^EAAG/);
      expect(roles).toEqual(expect.arrayContaining(["CREATE_CONTENT", "MODERATE", "ANALYZE"]));
    }
  });

  test("R16 what such an account can do is told from Facebook's scopes and tasks, with nothing of the other login", async () => {
    const { found, grant } = await connectedPage({}, { untick: ["instagram_manage_insights"] });
    const held = { scopes: heldScopes(grant.scopesGranted, found[0]?.scopes), roles: found[0]?.roles };
    expect(capabilityStates(instagram.capabilities, held)).toEqual({
      publish: { state: "ready" },
      inbox: { state: "ready" },
      analytics: { state: "missing", scopes: ["instagram_manage_insights"], roles: [] },
    });
  });

  test("R16 an account of the Instagram login needs no role", () => {
    const scopes = [
      "instagram_business_basic",
      "instagram_business_content_publish",
      "instagram_business_manage_insights",
    ];
    expect(capabilityStates(instagram.capabilities, { scopes, roles: undefined })).toEqual({
      publish: { state: "ready" },
      inbox: {
        state: "missing",
        scopes: ["instagram_business_manage_comments", "instagram_business_manage_messages"],
        roles: [],
      },
      analytics: { state: "ready" },
    });
  });

  test("new Pages answer with PROFILE_PLUS names; MANAGE creates content too", async () => {
    const { found } = await connectedPage({
      pages: [
        linkedPage("Berlin", berlinId, { people: { "anna-berg": ["PROFILE_PLUS_FULL_CONTROL"] } }),
        linkedPage("Hamburg", hamburgId, { people: { "anna-berg": ["PROFILE_PLUS_MANAGE"] } }),
      ],
    });
    expect(found.map(({ roles }) => roles?.includes("CREATE_CONTENT"))).toEqual([true, true]);
  });

  const unusableOf = (found: readonly FoundProfile[]) => found.filter(({ unusable }) => unusable);

  test("P35 nothing linked to the Page: listed as the Page, with that reason", async () => {
    const { found } = await connectedPage({
      pages: [linkedPage("Berlin", berlinId), { name: "Northwind Oslo", people: { "anna-berg": "full_control" } }],
    });
    expect(unusableOf(found)).toMatchObject([
      {
        name: "Northwind Oslo",
        kind: "page",
        unusable: expect.stringMatching(/^No professional Instagram account is linked/),
      },
    ]);
  });

  test("P35 a personal account is linked: Facebook tells of none, so the same sentence names that too", async () => {
    const personal = { instagram: { id: berlinId, username: "northwind.berlin", accountType: "Personal" } };
    const { found } = await connectedPage({ pages: [linkedPage("Berlin", berlinId, { notes: personal })] });
    expect(found).toMatchObject([
      { kind: "page", unusable: expect.stringMatching(/switch the linked one to a professional/) },
    ]);
  });

  test("P35 an account that was ticked and became personal since says just that", async () => {
    const side = await rehearsePage();
    const grant = await side.connect({ ...anna, pages: ["Northwind Berlin", "@northwind.berlin"] });
    const personal = { instagram: { id: berlinId, username: "northwind.berlin", accountType: "Personal" } };
    await side.control.add({ pages: [linkedPage("Berlin", berlinId, { notes: personal })] });
    expect((await side.list(grant)).filter(({ kind }) => kind === "account")).toMatchObject([
      { remoteId: berlinId, unusable: expect.stringMatching(/^This is a personal account/) },
    ]);
  });

  test("P30 P35 the account was ticked and its Page was not: listed by its name, never offered", async () => {
    const { found } = await connectedPage(
      {},
      { pages: ["Northwind Hamburg", "@northwind.hamburg", "@northwind.berlin"] },
    );
    expect(found.filter(({ unusable }) => !unusable)).toMatchObject([{ remoteId: hamburgId }]);
    expect(unusableOf(found)).toMatchObject([
      { remoteId: berlinId, handle: "northwind.berlin", unusable: expect.stringMatching(/Page .* was not ticked/) },
    ]);
  });

  test("P35 the Page was ticked and its account was not: that is one of the things that the sentence names", async () => {
    const { found } = await connectedPage(
      {},
      { pages: ["Northwind Berlin", "Northwind Hamburg", "@northwind.hamburg"] },
    );
    expect(unusableOf(found)).toMatchObject([
      { name: "Northwind Berlin", unusable: expect.stringMatching(/tick that account too/) },
    ]);
  });

  test("P30 P35 a role without any task that helps here", async () => {
    const { found } = await connectedPage({
      pages: [linkedPage("Berlin", berlinId, { people: { "anna-berg": ["ADVERTISE"] } })],
    });
    expect(found).toMatchObject([{ remoteId: berlinId, unusable: expect.stringMatching(/no task that helps/) }]);
  });

  test("P35 a ticked Page without a role any more takes its account with it, and both say so", async () => {
    const side = await rehearsePage();
    const ticked = ["Northwind Berlin", "@northwind.berlin", "Northwind Hamburg", "@northwind.hamburg"];
    const grant = await side.connect({ ...anna, pages: ticked });
    await side.control.removeRole("northwind-berlin", "anna-berg");
    const gone = (await side.list(grant)).filter(({ unusable }) => unusable);
    expect(gone.map(({ kind }) => kind)).toEqual(["page", "account"]);
    for (const { unusable } of gone) expect(unusable).toMatch(/role|access again/);
  });

  test("P31 an account behind a portfolio's Page is found, and works because ads_read was asked for", async () => {
    const changes: Partial<Scenario> = {
      portfolios: [{ name: "Northwind Group", people: ["anna-berg"], inAccounts: false }],
      pages: [
        linkedPage("Berlin", berlinId, {
          portfolio: "northwind-group",
          people: { "anna-berg": { tasks: "full_control", via: "portfolio" } },
        }),
      ],
    };
    const connection = await connectedPage(changes);
    expect(connection.found).toMatchObject([{ remoteId: berlinId, unusable: undefined }]);
    await proveAccess(connection, connection.found[0]);
    const without = await connectedPage(changes, { untick: ["ads_read"] });
    expect((await failureOf(proveAccess(without, without.found[0]))).diagnosis).toMatchObject({
      rule: "instagram/10",
      repair: { how: expect.stringMatching(/ads_read/) },
    });
  });

  test("P34 a scope that was given for one account only is missing on the other", async () => {
    const { side, grant } = await connectedPage();
    const scopes = ["instagram_basic", "instagram_content_publish", "pages_show_list", "pages_read_engagement"];
    const granular_scopes = [
      { scope: "instagram_basic", target_ids: [berlinId, hamburgId] },
      { scope: "instagram_content_publish", target_ids: [berlinId] },
      { scope: "pages_show_list" },
    ];
    const data = { type: "USER", is_valid: true, scopes, granular_scopes };
    side.meddle(({ pathname }) => (pathname.endsWith("/debug_token") ? { data } : undefined));
    expect((await side.list(grant)).map((one) => one.scopes)).toEqual([
      undefined,
      scopes.filter((one) => one !== "instagram_content_publish"),
    ]);
  });

  test("R35 twelve hundred Pages come page by page, the first account after two calls, and nobody waits for the rest", async () => {
    const many = Array.from({ length: 1200 }, (_, place) =>
      linkedPage(`Shop${place}`, `17841${100_000_000_000 + place}`),
    );
    const side = await rehearsePage({ pages: many });
    const grant = await side.connect(anna);
    const before = side.traces.length;
    const ids = new Set<string>();
    let callsBeforeFirst = 0;
    for await (const { remoteId } of instagram.profiles.list(side.call, grant)) {
      callsBeforeFirst ||= side.traces.length - before;
      ids.add(remoteId);
    }
    expect([ids.size, callsBeforeFirst]).toEqual([1200, 2]);
  });
});
