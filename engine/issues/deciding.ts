import { JiadiError } from '../../contract/errors.ts';
import type { issueMethods, Waiver } from '../../contract/methods/issues.ts';
import type { CommandContext, ModuleHandlers } from '../context.ts';
import { recordEvent } from '../lifecycle/index.ts';
import { note } from './acts.ts';
import { todayOf } from './due.ts';
import { applyAct } from './model.ts';
import { getIssue, saveIssue } from './store.ts';
import { decideWaiver, getWaiver, listWaivers, stopWaiver } from './waivers.ts';

function requireState(waiver: Waiver, state: Waiver['state']): void {
  if (waiver.state !== state) throw new JiadiError('state-changed', { name: waiver.issueNumber, state: waiver.state });
}

/** Granted, nothing of the issue is left to be done, unless the waiver covers only some of its rows. */
function closeCovered(context: CommandContext, { issue: id, scope, rows, kind }: Waiver): void {
  const issue = getIssue(context.reader, id);
  if (issue.state === 'closed' || (scope === 'rows' && rows < issue.failed)) return;
  const closed = applyAct(issue, { act: 'close', resolution: kind }, context.nowIso());
  saveIssue(context.writer, closed);
  recordEvent(context, { stage: 'maintain', kind: 'issue.close', dataset: closed.dataset, unit: closed.unit, subject: closed.number });
}

/** Waivers: asked for by one person, granted by another, ended by their day or by hand. */
export const waiverHandlers: ModuleHandlers<
  Pick<typeof issueMethods, 'waivers.list' | 'waivers.withdraw' | 'waivers.decide' | 'waivers.end'>
> = {
  'waivers.list': (_, { reader }) => listWaivers(reader),
  'waivers.withdraw': ({ waiver: id }, context) => {
    const waiver = getWaiver(context.reader, id);
    if (waiver.byId !== context.actor) throw new JiadiError('denied', { role: 'maker' });
    requireState(waiver, 'pending');
    stopWaiver(context.writer, id, 'withdrawn', context.nowIso());
    note(context, waiver.issue, 'waiver-withdrawn', '');
    context.audit(waiver.issueNumber);
    return getWaiver(context.reader, id);
  },
  'waivers.decide': ({ waiver: id, grant, comment }, context) => {
    const waiver = getWaiver(context.reader, id);
    if (waiver.byId === context.actor) throw new JiadiError('maker-is-checker');
    requireState(waiver, 'pending');
    if (grant && waiver.until !== null && waiver.until < todayOf(context))
      throw new JiadiError('state-changed', { name: waiver.issueNumber, state: 'ended' });
    const state = grant ? 'active' : 'declined';
    decideWaiver(context.writer, id, { state, checkerId: context.actor, at: context.nowIso(), decision: comment });
    note(context, waiver.issue, grant ? 'waiver-granted' : 'waiver-declined', comment);
    if (grant) closeCovered(context, waiver);
    context.audit(waiver.issueNumber, { grant, scope: waiver.scope, until: waiver.until });
    return getWaiver(context.reader, id);
  },
  'waivers.end': ({ waiver: id, comment }, context) => {
    const waiver = getWaiver(context.reader, id);
    requireState(waiver, 'active');
    stopWaiver(context.writer, id, 'ended', context.nowIso());
    note(context, waiver.issue, 'waiver-ended', comment);
    context.audit(waiver.issueNumber);
    return getWaiver(context.reader, id);
  },
};
