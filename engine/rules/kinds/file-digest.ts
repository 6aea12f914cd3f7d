import { z } from 'zod';
import { lacking } from '../facts.ts';
import { wholeRule } from '../kind.ts';
import { wrong } from '../wrong.ts';

export const fileDigest = wholeRule({
  kind: 'file-digest',
  severity: 'critical',
  dimension: 'consistency',
  indicator: '0401',
  params: z.object({ algorithm: z.enum(['sha256', 'sm3']).optional(), expected: z.string().min(1) }),
  text: {
    'zh-CN': {
      title: '文件摘要',
      about: '批次的源文件与约定的文件逐字节相同,以十六进制的 SHA-256 或 SM3 摘要为准。不知道摘要时不评估。',
      reason: '文件摘要与约定的不同,文件可能被改动',
    },
    en: {
      title: 'Digest of the file',
      about:
        'The file the batch came from is byte for byte the one that was announced: its SHA-256 or SM3 digest in hex. Where the digest is not known it is not evaluated.',
      reason: 'the file is not the one that was announced',
    },
  },
  judge: (facts, p) => {
    const expected = p.expected.replaceAll(/\s/g, '').toLowerCase();
    if (!/^[0-9a-f]{64}$/.test(expected)) throw wrong('expected', '64 hex digits', p.expected.slice(0, 80));
    const observed = p.algorithm === 'sm3' ? facts.source?.sm3 : facts.source?.sha256;
    if (!observed) throw lacking('needs-source');
    return { observed, ok: observed.toLowerCase() === expected };
  },
  examples: [],
});
