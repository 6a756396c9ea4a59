/**
 * Strings, search, JSON, URLs and hashes, as ClickHouse has them.
 *
 * @module
 */

import { type FunctionSpec, readTable } from "./spec.ts";

/** Functions that are printed as they are written. */
export const STRING_FUNCTIONS: readonly FunctionSpec[] = readTable(`
S: appendTrailingCharIfAbsent:2 bar:3-4 convertCharset:3 decodeXMLComponent:1 encodeXMLComponent:1 extract:2 extractTextFromHTML:1 format:1+ formatReadableDecimalSize:1 formatReadableQuantity:1 formatReadableSize:1 initcap:1 left:2 leftPad:2-3 leftPadUTF8:2-3 lower:1 lowerUTF8:1 lpad=leftPad:2-3 regexpExtract:2-3 regexpQuoteMeta:1 repeat:2 replace:3 replaceAll:3 replaceOne:3 replaceRegexpAll:3 replaceRegexpOne:3 reverse:1 reverseUTF8:1 right:2 rightPad:2-3 rightPadUTF8:2-3 rpad=rightPad:2-3 substring:2-3 substringUTF8:2-3 translate:3 translateUTF8:3 trimLeft:1-2 trimRight:1-2 upper:1 upperUTF8:1 toValidUTF8:1 concatWithSeparator:1+
AS: alphaTokens:1-2 extractAll:2 extractGroups:2 splitByChar:2-3 splitByNonAlpha:1-2 splitByRegexp:2-3 splitByString:2-3 splitByWhitespace:1-2 tokens:1+ ngrams:2
A: extractAllGroups:2 extractAllGroupsHorizontal:2 extractAllGroupsVertical:2
I: ascii:1 lengthUTF8:1 locate:2-3 position:2-3 positionCaseInsensitive:2-3 positionCaseInsensitiveUTF8:2-3 positionUTF8:2-3 countMatches:2 countMatchesCaseInsensitive:2 countSubstrings:2-3 countSubstringsCaseInsensitive:2-3 countSubstringsCaseInsensitiveUTF8:2-3
B: endsWith:2 startsWith:2 hasSubsequence:2 hasSubsequenceCaseInsensitive:2 hasSubsequenceCaseInsensitiveUTF8:2 hasSubsequenceUTF8:2 hasToken:2 hasTokenCaseInsensitive:2 hasTokenCaseInsensitiveOrNull:2 hasTokenOrNull:2 hasAllTokens:2-3 hasAnyTokens:2-3 isValidUTF8:1 match:2 indexHint:1+ throwIf:1-3
B: multiFuzzyMatchAny:3 multiMatchAny:2 multiSearchAny:2 multiSearchAnyCaseInsensitive:2 multiSearchAnyCaseInsensitiveUTF8:2 multiSearchAnyUTF8:2
I: multiFuzzyMatchAnyIndex:3 multiMatchAnyIndex:2 multiSearchFirstIndex:2 multiSearchFirstIndexCaseInsensitive:2 multiSearchFirstIndexCaseInsensitiveUTF8:2 multiSearchFirstIndexUTF8:2 multiSearchFirstPosition:2 multiSearchFirstPositionCaseInsensitive:2 multiSearchFirstPositionCaseInsensitiveUTF8:2 multiSearchFirstPositionUTF8:2
AI: multiFuzzyMatchAllIndices:3 multiMatchAllIndices:2 multiSearchAllPositions:2 multiSearchAllPositionsCaseInsensitive:2 multiSearchAllPositionsCaseInsensitiveUTF8:2 multiSearchAllPositionsUTF8:2
I!: rowNumberInAllBlocks:0 rowNumberInBlock:0
F: ngramDistance:2 ngramDistanceCaseInsensitive:2 ngramDistanceCaseInsensitiveUTF8:2 ngramDistanceUTF8:2 ngramSearch:2 ngramSearchCaseInsensitive:2 ngramSearchCaseInsensitiveUTF8:2 ngramSearchUTF8:2
B: isValidJSON:1 JSONExtractBool:1+ JSONHas:1+
S: JSON_VALUE:2 JSONExtractRaw:1+ JSONExtractString:1+ JSONType:1+ toJSONString:1
I: JSONArrayLength:1 JSONExtractInt:1+ JSONExtractUInt:1+ JSONLength:1+
F: JSONExtractFloat:1+
AS: JSONExtractArrayRaw:1+ JSONExtractKeys:1+
A: JSONExtractKeysAndValues:2+ JSONExtractKeysAndValuesRaw:1+
?: JSONExtract:2+
S: cutFragment:1 cutQueryString:1 cutQueryStringAndFragment:1 cutToFirstSignificantSubdomain:1 cutToFirstSignificantSubdomainWithWWW:1 cutURLParameter:2 cutWWW:1 decodeURLComponent:1 decodeURLFormComponent:1 domain:1 domainWithoutWWW:1 encodeURLComponent:1 encodeURLFormComponent:1 extractURLParameter:2 firstSignificantSubdomain:1 fragment:1 netloc:1 path:1 pathFull:1 protocol:1 queryString:1 queryStringAndFragment:1 topLevelDomain:1
AS: extractURLParameterNames:1 extractURLParameters:1 URLHierarchy:1 URLPathHierarchy:1
I: port:1-2
S: base58Decode:1 base58Encode:1 base64Decode:1 base64Encode:1 hex:1 tryBase58Decode:1 tryBase64Decode:1 unhex:1
I: cityHash64:1+
`);
