import { endAuthorization, findAuthorization, pagesOf } from "../authorization.ts";
import { postNotice, type CallbackResult } from "../callback.ts";
import { findApp, findPage, findPerson } from "../find.ts";
import type { Notice } from "../play.ts";
import { ControlProblem, type Fields } from "../problem.ts";
import type { App, Authorization, Person } from "../state.ts";
import type { Part } from "../stage.ts";
import { endTokens } from "../tokens.ts";
import type { ControlAct } from "./act.ts";

const who = { person: "handle, e-mail, id or name", "app?": "id or name" };

/** What happens between a person and an app. */
export const authorizationActs: Record<string, ControlAct> = {
  "remove-app": {
    about: "The person removes the app: its tokens end and its deauthorise callback is called.",
    fields: who,
    async run(part, fields) {
      const { app, person } = readPair(part, fields);
      endAuthorization(part.play, app, person);
      return { callback: await deliver(part.network.deauthorized?.(part.play, app, person)) };
    },
  },
  "request-data-deletion": {
    about: "The person asks the app to delete their data: its data-deletion callback is called.",
    fields: who,
    async run(part, fields) {
      const { app, person } = readPair(part, fields);
      return { callback: await deliver(part.network.dataDeletion?.(part.play, app, person)) };
    },
  },
  "withdraw-scope": {
    about: "The person takes one permission back.",
    fields: { ...who, scope: "name of the permission" },
    run(part, fields) {
      readAuthorization(part, fields).scopes[fields.text("scope")] = "declined";
    },
  },
  "untick-page": {
    about: "The person takes one page out of the consent.",
    fields: { ...who, page: "handle, id or name" },
    run(part, fields) {
      const authorization = readAuthorization(part, fields);
      const page = findPage(part.play, fields.text("page"));
      const ticked =
        authorization.pages === "all"
          ? pagesOf(part.play, { id: authorization.person }).map((one) => one.id)
          : authorization.pages;
      authorization.pages = ticked.filter((id) => id !== page.id);
    },
  },
  "expire-data-access": {
    about: "Access to the person's data ends for lack of activity.",
    fields: who,
    run(part, fields) {
      readAuthorization(part, fields).lastActiveAt = 0;
    },
  },
  "expire-tokens": {
    about: "Tokens reach the end of their life now.",
    fields: { "person?": "handle, e-mail, id or name", "kind?": "user, page, access or refresh" },
    run(part, fields) {
      const ref = fields.maybeText("person");
      const person = ref === null ? null : findPerson(part.play, ref).id;
      const kind = fields.maybeText("kind");
      if (kind !== null && !["user", "page", "access", "refresh"].includes(kind))
        throw new ControlProblem(`"kind" must be user, page, access or refresh.`);
      const ending = Object.values(part.play.state.tokens).filter(
        (token) =>
          (person === null || token.person === person) &&
          (kind === null ? token.expiresAt !== null : token.kind === kind),
      );
      for (const token of ending) token.expiresAt = part.play.now();
      return { tokensExpired: ending.length };
    },
  },
  "revoke-tokens": {
    about: "The network declares tokens void without the person doing anything.",
    fields: { "person?": "handle, e-mail, id or name" },
    run(part, fields) {
      const ref = fields.maybeText("person");
      const person = ref === null ? null : findPerson(part.play, ref).id;
      const ended = endTokens(part.play, "signed_out", (one) => person === null || one.person === person);
      return { tokensEnded: ended };
    },
  },
};

function readPair(part: Part, fields: Fields): { app: App; person: Person } {
  const person = findPerson(part.play, fields.text("person"));
  return { app: findApp(part.play, fields.maybeText("app")), person };
}

function readAuthorization(part: Part, fields: Fields): Authorization {
  const { app, person } = readPair(part, fields);
  const authorization = findAuthorization(part.play, app, person);
  if (!authorization) throw new ControlProblem(`${person.name} has not authorised ${app.name}.`);
  return authorization;
}

const deliver = (notice: Notice | null | undefined): Promise<CallbackResult> | null =>
  notice ? postNotice(notice) : null;
