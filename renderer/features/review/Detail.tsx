import { Button, Input } from 'antd';
import { useState } from 'react';
import type { Review } from '../../../contract/methods/review.ts';
import { useActions } from '../../app/actions.ts';
import { useCommand, useQuery } from '../../app/engine.ts';
import { go, hrefOf } from '../../app/router.ts';
import { useSession } from '../../app/session.tsx';
import { useToast } from '../../app/toasts.tsx';
import { useT } from '../../ui/appearance.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { formatTime } from '../../ui/format.ts';
import { Chip, ConfirmDialog, Facts, Field, IconButton } from '../../ui/parts.tsx';
import { ErrorPanel, Load } from '../../ui/states.tsx';
import { Content } from './Content.tsx';

/** One submission: what it says, who signed for it, and the decision. `rest` are the others that wait. */
export function Detail({ id, rest }: { readonly id: string; readonly rest: readonly Review[] }) {
  const found = useQuery('review.get', { review: id });
  return (
    <Load of={found}>
      {({ review, content, blockedBy }) => (
        <article className="review-article">
          <Head review={review} />
          <div className="review-content">
            <Content review={review} content={content} />
          </div>
          <Signature review={review} />
          {review.state === 'pending' ? (
            <Decide review={review} blocked={blockedBy.length} rest={rest} onReload={found.reload} />
          ) : (
            <Decided review={review} />
          )}
        </article>
      )}
    </Load>
  );
}

function Head({ review }: { readonly review: Review }) {
  const t = useT();
  return (
    <header className="review-head">
      <div>
        <Chip tone="info">{t(`review.subject.${review.subject}`)}</Chip> <h2>{review.title}</h2>
      </div>
      {review.comment !== '' && <p className="review-comment">{t('review.makerSays', { maker: review.maker, comment: review.comment })}</p>}
    </header>
  );
}

/** Name, time and digest of what is signed. */
function Signature({ review }: { readonly review: Review }) {
  const t = useT();
  return (
    <section className="review-signature" aria-label={t('review.signature')}>
      <Facts
        rows={[
          [t('review.maker'), `${review.maker} · ${formatTime(review.submittedAt)}`],
          ...(review.checker === null || review.decidedAt === null
            ? []
            : [[t('review.checker'), `${review.checker} · ${formatTime(review.decidedAt)}`] as const]),
          [t('review.digest'), <Digest key="digest" value={review.contentSha256} />],
        ]}
      />
    </section>
  );
}

function Digest({ value }: { readonly value: string }) {
  const t = useT();
  return (
    <span className="review-digest">
      <code className="ui-mono">{value}</code>
      <IconButton icon="file" size={14} label={t('ui.copy')} onClick={() => void copyText(value)} />
    </span>
  );
}

type Asking = 'approve' | null;

interface DecideProps {
  readonly review: Review;
  /** How many critical rules keep it from being approved. */
  readonly blocked: number;
  readonly rest: readonly Review[];
  readonly onReload: () => void;
}

function Decide({ review, blocked, rest, onReload }: DecideProps) {
  const t = useT();
  const toast = useToast();
  const { user, can } = useSession();
  const [comment, setComment] = useState('');
  const [wanting, setWanting] = useState(false);
  const [asking, setAsking] = useState<Asking>(null);
  const approve = useCommand('review.approve');
  const reject = useCommand('review.reject');
  const withdraw = useCommand('review.withdraw');
  const mine = review.makerId === user.id;
  const next = rest[0];
  const after = (text: string): void =>
    toast({
      text,
      ...(next
        ? { action: { word: t('review.next', { count: rest.length }), run: () => go(`/review/${encodeURIComponent(next.id)}`, {}, true) } }
        : {}),
    });
  const approveNow = async (): Promise<void> => {
    const done = await approve.run({ review: review.id, contentSha256: review.contentSha256, comment: comment.trim() });
    setAsking(null);
    if (done) after(t('review.approved'));
  };
  const rejectNow = async (): Promise<void> => {
    if (comment.trim() === '') {
      setWanting(true);
      document.getElementById('review-comment')?.focus();
      return;
    }
    if (await reject.run({ review: review.id, contentSha256: review.contentSha256, comment: comment.trim() })) after(t('review.rejected'));
  };
  const may = review.mayDecide && !mine;
  useActions([
    {
      id: 'review.approve',
      title: t('review.approve'),
      keys: 'Ctrl+Enter',
      disabled: !may || blocked > 0,
      run: () => setAsking('approve'),
    },
    { id: 'review.reject', title: t('review.reject'), keys: 'Ctrl+Shift+Enter', disabled: !may, run: () => void rejectNow() },
  ]);
  const error = approve.error ?? reject.error ?? withdraw.error;
  if (!may) {
    return (
      <footer className="review-decide">
        <p className="ui-note">{mine ? t('review.mine') : t(can('review.decide') ? 'review.cannot' : 'review.notYours')}</p>
        {error && <ErrorPanel error={error} />}
        {mine && (
          <Button
            loading={withdraw.busy}
            onClick={() => void withdraw.run({ review: review.id }).then((done) => done && toast({ text: t('review.withdrawn') }))}
          >
            {t('review.withdraw')}
          </Button>
        )}
      </footer>
    );
  }
  return (
    <footer className="review-decide">
      {blocked > 0 && (
        <p className="ui-note ui-note-bad" role="status">
          {t('error.blocked-by-critical', { count: blocked })}
        </p>
      )}
      {error && (
        <ErrorPanel
          error={error}
          actions={
            error.code === 'conflict' || error.code === 'state-changed' ? (
              <Button size="small" type="primary" onClick={onReload}>
                {t('list.now')}
              </Button>
            ) : undefined
          }
        />
      )}
      <Field
        label={t('review.opinion')}
        hint={t('review.opinionHint')}
        problem={wanting && comment.trim() === '' ? t('review.commentNeeded') : null}
      >
        {(_, by) => (
          <Input.TextArea
            id="review-comment"
            aria-label={t('review.opinion')}
            aria-describedby={by}
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={2000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
      <div className="ui-row review-buttons">
        <Button danger loading={reject.busy} onClick={() => void rejectNow()} title="Ctrl+Shift+Enter">
          {t('review.reject')}
        </Button>
        <Button type="primary" disabled={blocked > 0} loading={approve.busy} onClick={() => setAsking('approve')} title="Ctrl+Enter">
          {t('review.approve')}
        </Button>
      </div>
      <ConfirmDialog
        open={asking === 'approve'}
        title={t('review.approve')}
        confirm={t('review.approve')}
        busy={approve.busy}
        onCancel={() => setAsking(null)}
        onConfirm={() => void approveNow()}
      >
        <p>{t('review.approveSure', { title: review.title })}</p>
        <p className="ui-muted">{t('review.signs', { name: user.name })}</p>
        <code className="ui-mono">{review.contentSha256}</code>
      </ConfirmDialog>
    </footer>
  );
}

const sentTone = {
  queued: 'info',
  received: 'info',
  applied: 'good',
  held: 'warn',
  rejected: 'bad',
  superseded: 'plain',
  withdrawn: 'plain',
} as const;

/** What was decided, and where its package is. */
function Decided({ review }: { readonly review: Review }) {
  const t = useT();
  const { can } = useSession();
  const outbox = useQuery('sync.outbox', undefined, { skip: review.package === null || !can('sync.read') });
  const row = outbox.data?.find((one) => one.digest === review.package);
  const tone = review.state === 'approved' ? 'ui-note-good' : review.state === 'rejected' ? 'ui-note-bad' : '';
  return (
    <footer className="review-decide">
      <div className={`ui-note ${tone}`}>
        <strong>{t(`review.state.${review.state}`)}</strong>
        {review.decision !== null && review.decision !== '' && <span>{` — ${review.decision}`}</span>}
      </div>
      {review.package !== null && (
        <Facts
          rows={[
            [t('review.package'), <Digest key="digest" value={review.package} />],
            [
              t('screen.sync'),
              row ? (
                <a key="row" href={hrefOf('/sync', { package: row.digest })}>
                  <Chip tone={sentTone[row.state]}>{t(`sync.state.${row.state}`)}</Chip>
                </a>
              ) : (
                '—'
              ),
            ],
          ]}
        />
      )}
    </footer>
  );
}
