import type { ReactNode } from 'react';
import { formatTime } from './format.ts';
import './timeline.css';

export interface TimelineStep {
  readonly key: string;
  readonly at: string;
  readonly title: ReactNode;
  readonly by: string;
  readonly body?: ReactNode;
  readonly tone?: 'good' | 'warn' | 'bad' | 'plain';
}

/** What happened, newest first, with who and when. */
export function Timeline({ steps, label }: { readonly steps: readonly TimelineStep[]; readonly label: string }) {
  return (
    <ol className="ui-timeline" aria-label={label}>
      {steps.map((step) => (
        <li key={step.key} className={`ui-timeline-${step.tone ?? 'plain'}`}>
          <div className="ui-timeline-head">
            <strong>{step.title}</strong>
            <span className="ui-muted">
              {step.by} · <time dateTime={step.at}>{formatTime(step.at)}</time>
            </span>
          </div>
          {step.body !== undefined && step.body !== null && step.body !== '' && <div className="ui-timeline-body">{step.body}</div>}
        </li>
      ))}
    </ol>
  );
}
