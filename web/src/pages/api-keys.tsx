import { ActionIcon, Button, Modal, Skeleton, TextInput, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiKey } from "#sdk/client.ts";
import { tellTrouble } from "../acts.ts";
import { api } from "../api.ts";
import { Empty } from "../parts/empty.tsx";
import { Moment } from "../parts/moment.tsx";
import { SettingsPage } from "../parts/settings-page.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { apiKeysQuery } from "../queries.ts";
import styles from "./api-keys.module.css";

/** Keys for programs: made once, shown once. */
export function ApiKeysPage() {
  const keys = useQuery(apiKeysQuery);
  const [making, setMaking] = useState(false);
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
      Create key
    </Button>
  );
  return (
    <SettingsPage
      title="API keys"
      lead={
        <>
          Programs send a key as <code className={styles.code}>Authorization: Bearer lk_…</code>. The{" "}
          <a href="/docs">API reference</a> has every address.
        </>
      }
      actions={keys.data && create}
    >
      {keys.isPending && <Skeleton h={120} aria-label="Reading the keys" />}
      {keys.error && (
        <Trouble error={keys.error} title="The keys could not be read" retry={() => void keys.refetch()} />
      )}
      {keys.data?.items.length === 0 && (
        <Empty title="There is no key yet" action={create}>
          A program with a key can ask for tokens that work, and is told the truth when there is none.
        </Empty>
      )}
      <ul className={styles.keys}>
        {keys.data?.items.map((key) => (
          <KeyRow key={key.id} apiKey={key} />
        ))}
      </ul>
      {making && <CreateDialog onClose={() => setMaking(false)} />}
    </SettingsPage>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const [asking, setAsking] = useState(false);
  return (
    <li>
      <div className="grow">
        <h2>{apiKey.name}</h2>
        <p className="small quiet">
          <code className={styles.code}>{apiKey.start}…</code> · created <Moment at={apiKey.createdAt} /> ·{" "}
          {apiKey.lastUsedAt === null ? (
            "never used"
          ) : (
            <>
              last used <Moment at={apiKey.lastUsedAt} />
            </>
          )}
        </p>
      </div>
      <Tooltip label="Delete">
        <ActionIcon aria-label={`Delete ${apiKey.name}`} onClick={() => setAsking(true)}>
          <IconTrash size={16} />
        </ActionIcon>
      </Tooltip>
      {asking && <DeleteDialog apiKey={apiKey} onClose={() => setAsking(false)} />}
    </li>
  );
}

function DeleteDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.deleteApiKey(apiKey.id),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries(apiKeysQuery);
    },
    onError: tellTrouble,
  });
  return (
    <Modal opened onClose={onClose} title={`Delete ${apiKey.name}?`} size={440}>
      <p className="second">Programs that use it are refused from then on. Profiles and tokens stay as they are.</p>
      <div className={styles.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          Keep it
        </Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          Delete
        </Button>
      </div>
    </Modal>
  );
}

function CreateDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const queries = useQueryClient();
  const clipboard = useClipboard({ timeout: 3000 });
  const create = useMutation({
    mutationFn: () => api.createApiKey({ name: name.trim() }),
    onSuccess: () => queries.invalidateQueries(apiKeysQuery),
  });
  if (create.data)
    return (
      <Modal opened onClose={onClose} title={`Key “${create.data.name}”`} size={520} closeOnClickOutside={false}>
        <p className="second">It is shown this once. Keep it where your program keeps its secrets.</p>
        <div className="row" style={{ marginTop: 16 }}>
          <TextInput
            className="grow"
            readOnly
            value={create.data.key}
            aria-label="API key"
            styles={{ input: { fontFamily: "var(--mono)" } }}
          />
          <Button
            h={36}
            leftSection={clipboard.copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
            onClick={() => clipboard.copy(create.data.key)}
          >
            {clipboard.copied ? "Copied" : "Copy"}
          </Button>
        </div>
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            Done
          </Button>
        </div>
      </Modal>
    );
  return (
    <Modal opened onClose={onClose} title="Create an API key" size={440}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextInput
          label="Name"
          description="What uses it"
          placeholder="Scheduler"
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {create.error && <Trouble error={create.error} />}
        <div className={styles.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create
          </Button>
        </div>
      </form>
    </Modal>
  );
}
