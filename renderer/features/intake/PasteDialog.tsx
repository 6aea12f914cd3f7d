import { Input, Modal } from 'antd';
import { type ClipboardEvent, useState } from 'react';
import { asError } from '../../app/engine.ts';
import { pasteTables } from '../../app/intake-files.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { describeError } from '../../ui/error-words.ts';
import { Field } from '../../ui/parts.tsx';

/** A place to paste a table into, for those who look for one. */
export function PasteDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const { language } = useAppearance();
  const [problem, setProblem] = useState<string | null>(null);
  const take = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    event.preventDefault();
    pasteTables(event.clipboardData, t('intake.clipboard')).then(
      (found) => (found ? onClose() : setProblem(t('intake.pasteNothing'))),
      (error: unknown) => setProblem(describeError(language, asError(error))),
    );
  };
  return (
    <Modal open title={t('intake.paste')} footer={null} onCancel={onClose} width={520} destroyOnHidden>
      <Field label={t('intake.pasteField')} hint={t('intake.pasteHint')} problem={problem}>
        {(id, describedBy) => <Input.TextArea id={id} autoFocus rows={4} value="" aria-describedby={describedBy} onPaste={take} />}
      </Field>
    </Modal>
  );
}
