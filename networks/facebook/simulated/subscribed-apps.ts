import { Refusal } from "#simulator/meta/errors.ts";
import { param } from "#simulator/meta/request.ts";
import { json, type Answer, type Call, type Page, type Play } from "#simulator/play.ts";
import { has, type Session } from "./bearer.ts";
import { errors } from "./errors.ts";

/** `/{page-id}/subscribed_apps`: which apps get this Page's webhooks; fact sheet §6. */
export function subscribedApps(play: Play, call: Call, on: { session: Session; page: Page }): Answer {
  const { session, page } = on;
  const { app, person } = session;
  if (!session.page) throw new Refusal(errors.pageTokenNeeded);
  const tasks = page.members[person.id]?.tasks ?? [];
  const may = tasks.some((task) => /(MANAGE|CREATE_CONTENT|MODERATE|FULL_CONTROL)$/.test(task));
  if (!may || !has(play, session, "pages_manage_metadata")) throw new Refusal(errors.needs("pages_manage_metadata"));
  const installed = new Set(readInstalled(page));
  if (call.method === "GET")
    return json({
      data: installed.has(app.id)
        ? [{ category: "Business", link: "https://www.facebook.com/", name: app.name, id: app.id }]
        : [],
    });
  if (call.method === "POST" && !param(call, "subscribed_fields"))
    throw new Refusal(errors.parameter("Param subscribed_fields must be a non-empty array."));
  if (call.method === "POST") installed.add(app.id);
  if (call.method === "DELETE") installed.delete(app.id);
  page.notes.subscribedApps = [...installed];
  return json({ success: true });
}

const readInstalled = (page: Page): string[] => {
  const { subscribedApps: apps } = page.notes;
  return Array.isArray(apps) ? apps.filter((one) => typeof one === "string") : [];
};
