import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import styles from "./copy-line.module.css";

/** Something to be entered elsewhere, letter for letter. */
export function CopyLine({ name, text }: { name: string; text: string }) {
  const clipboard = useClipboard({ timeout: 3000 });
  return (
    <div className={styles.line}>
      <dt>{name}</dt>
      <dd>
        <code>{text}</code>
        <Tooltip label={clipboard.copied ? "Copied" : "Copy"}>
          <ActionIcon aria-label={`Copy ${name}`} onClick={() => clipboard.copy(text)}>
            {clipboard.copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
          </ActionIcon>
        </Tooltip>
        <span className="unseen" role="status">
          {clipboard.copied && `${name} copied`}
        </span>
      </dd>
    </div>
  );
}
