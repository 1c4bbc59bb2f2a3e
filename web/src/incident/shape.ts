/** An incident with everything about it, as `GET /api/incidents/{id}` answers. */
import type { Claim, Pair, ReportHead, Verdict } from '../api/types';

export interface Column {
  account: string;
  report: string;
  title: string | null;
  publisher: string | null;
  published: string | null;
  source: string;
  source_label: string;
  kind: string | null;
  stance: string | null;
  group: string | null;
  party: string | null;
  copies: string[];
}

export interface Cell {
  text: string;
  claims: string[];
  equal: boolean;
  rejected: boolean;
}

export interface Fact {
  row: string;
  label: string;
  equal: boolean;
  cells: (Cell | null)[];
}

export interface Said {
  source: string;
  calls: string[];
  label: string;
  hedged: boolean;
  report: string;
}

export interface End {
  value: number;
  holders: { claim: string; source: string; publisher: string | null }[];
}

export interface Ends {
  outcome: string;
  label: string;
  low: End | null;
  high: End | null;
  high_open: boolean;
  contested: boolean;
  line: string;
}

export interface TimedClaim {
  claim: string;
  published: string | null;
  source: string;
  outcome: string;
  count: string;
  low: number | null;
  high: number | null;
  high_open: boolean;
  hedged: boolean;
  standing: 'in_range' | 'beside' | 'part' | 'superseded' | 'denial' | 'left_out';
  verdict: Verdict | null;
}

export interface PolicyRow {
  outcome: string;
  label: string;
  best: number | null;
  contested: boolean;
  provisional: boolean;
  line: string;
}

export interface Incident {
  id: string;
  place: { name: string; admin: string[]; country: string };
  precision: string;
  coordinates: Pair | null;
  radius_km: number | null;
  earliest: string | null;
  latest: string | null;
  lines: string[];
  grade: {
    happened: string;
    who: string;
    standard_of_proof: string | null;
    reasons: string[];
    by_member: { member: string; why: string; entry: number } | null;
  };
  status: { status: string; label: string; said: Said[] };
  columns: Column[];
  facts: Fact[];
  ends: Ends[];
  over_time: TimedClaim[];
  policies: { policy: string; label: string; rows: PolicyRow[] }[];
  related: { id: string; how: string; label: string; direction: 'to' | 'from'; why: string; entry: number }[];
  claims: Claim[];
  reports: ReportHead[];
  overruled: number[];
  /** Shown as it was when the log had so many entries. */
  as_of: number | null;
}
