import { findPage, findPerson, readMembership } from "../find.ts";
import type { ControlAct } from "./act.ts";

/** What happens to a page. */
export const pageActs: Record<string, ControlAct> = {
  "set-role": {
    about: "Gives a person a role on a page, changes it, or takes it away.",
    fields: {
      page: "handle, id or name",
      person: "handle, e-mail, id or name",
      "role?": "role, list of tasks, or {tasks, via}; left out: the role is taken away",
    },
    run(part, fields) {
      const page = findPage(part.play, fields.text("page"));
      const person = findPerson(part.play, fields.text("person"));
      const role = fields.raw("role");
      if (role === null) delete page.members[person.id];
      else page.members[person.id] = readMembership(part.network, role);
    },
  },
  "rename-page": {
    about: "Changes a page's name; its id stays.",
    fields: { page: "handle, id or name", name: "the new one" },
    run(part, fields) {
      findPage(part.play, fields.text("page")).name = fields.text("name");
    },
  },
  "delete-page": {
    about: "Deletes a page at the network.",
    fields: { page: "handle, id or name" },
    run(part, fields) {
      findPage(part.play, fields.text("page")).deletedAt = part.play.now();
    },
  },
  "restore-page": {
    about: "Brings a deleted page back.",
    fields: { page: "handle, id or name" },
    run(part, fields) {
      findPage(part.play, fields.text("page")).deletedAt = null;
    },
  },
};
