import type { SemanticKind } from '../kind.ts';
import { cnAddress } from './cn-address.ts';
import { cnBankCard } from './cn-bank-card.ts';
import { cnBusinessRegNo } from './cn-business-reg-no.ts';
import { cnDivision } from './cn-division.ts';
import { cnHkmPermit, cnOfficerId, cnPassport, cnRealEstateNo, cnTwPermit } from './cn-documents.ts';
import { cnForeignResident } from './cn-foreign-resident.ts';
import { cnBuildingNo, cnHouseNo } from './cn-house-no.ts';
import { money, percent } from './amounts.ts';
import { cnLandline } from './cn-landline.ts';
import { cnMobile } from './cn-mobile.ts';
import { cnOrgCode } from './cn-org-code.ts';
import { cnOrgName } from './cn-org-name.ts';
import { cnPersonName } from './cn-person-name.ts';
import { cnPostcode } from './cn-postcode.ts';
import { cnResidentId, cnResidentId15 } from './cn-resident-id.ts';
import { cnTaxId } from './cn-tax-id.ts';
import { cnUscc } from './cn-uscc.ts';
import { cnPlate, cnVin } from './cn-vehicle.ts';
import { cnEducation, cnEthnic, cnGender, cnMarriage } from './code-lists.ts';
import { country, ean, iban, isbn, resourceCode } from './commerce.ts';
import { lat, lon, lonlat } from './coordinates.ts';
import { date, datetime, period, time, year } from './date.ts';
import { domain, email, ipv4, ipv6, mac, md5, sha1, sha256, url, uuid } from './network.ts';

/** Every kind there is; a new one is one file and one entry here. */
export const semanticKinds: readonly SemanticKind[] = [
  cnResidentId,
  cnResidentId15,
  cnForeignResident,
  cnUscc,
  cnOrgCode,
  cnBusinessRegNo,
  cnTaxId,
  cnMobile,
  cnLandline,
  cnPostcode,
  cnDivision,
  cnBankCard,
  cnPlate,
  cnVin,
  cnPassport,
  cnHkmPermit,
  cnTwPermit,
  cnOfficerId,
  cnPersonName,
  cnOrgName,
  cnAddress,
  cnHouseNo,
  cnBuildingNo,
  cnRealEstateNo,
  cnGender,
  cnEthnic,
  cnMarriage,
  cnEducation,
  resourceCode,
  date,
  datetime,
  time,
  year,
  period,
  lon,
  lat,
  lonlat,
  email,
  url,
  domain,
  ipv4,
  ipv6,
  mac,
  uuid,
  md5,
  sha1,
  sha256,
  isbn,
  ean,
  iban,
  country,
  money,
  percent,
];
