/**
 * Arithmetic, comparison, conversion, vectors and geography, as ClickHouse has
 * them.
 *
 * @module
 */

import { type FunctionSpec, readTable } from "./spec.ts";

/** Functions that are printed as they are written. */
export const NUMBER_FUNCTIONS: readonly FunctionSpec[] = readTable(`
C: abs:1 ceil:1-2 floor:1-2 round:1-2 roundBankers:1-2 trunc:1-2 negate:1 modulo:2 moduloOrZero:2 positiveModulo:2 gcd:2 lcm:2 max2:2 min2:2
1: roundDown:2
F: acos:1 acosh:1 asin:1 asinh:1 atan:1 atan2:2 atanh:1 cbrt:1 cos:1 cosh:1 degrees:1 divide:2 erf:1 erfc:1 exp:1 exp10:1 exp2:1 hypot:2 lgamma:1 ln:1 log:1 log10:1 log1p:1 log2:1 pow:2 power:2 radians:1 sin:1 sinh:1 sqrt:1 tan:1 tgamma:1
F!: e:0 pi:0
I: factorial:1 intDiv:2 intDivOrZero:2 intExp10:1 intExp2:1 rand:0-1 roundAge:1 roundDuration:1 roundToExp2:1 sign:1 width_bucket:4
?: divideDecimal:2-3 multiplyDecimal:2-3
B: xor:2+ isFinite:1 isInfinite:1 isNaN:1
F: ifNotFinite:2
?: transform:3-4
S: toTypeName:1
B!: isNull:1 isNotNull:1 isnull=isNull:1
F: reinterpretAsFloat32:1 reinterpretAsFloat64:1
I: reinterpretAsInt128:1 reinterpretAsInt16:1 reinterpretAsInt256:1 reinterpretAsInt32:1 reinterpretAsInt64:1 reinterpretAsInt8:1 reinterpretAsUInt128:1 reinterpretAsUInt16:1 reinterpretAsUInt256:1 reinterpretAsUInt32:1 reinterpretAsUInt64:1 reinterpretAsUInt8:1
U: reinterpretAsUUID:1 toUUIDOrDefault:1-2
?: accurateCast:2 accurateCastOrNull:2
S: toString:1-2
I: _toInt8=toInt8:1 _toInt16=toInt16:1 _toInt32=toInt32:1 _toInt64=toInt64:1 _toUInt64=toUInt64:1 _toUInt128=toUInt128:1
D: _toDate=toDate:1
F: cosineDistance:2 dotProduct:2 L1Distance:2 L1Norm:1 L2Distance:2 L2Norm:1 LinfDistance:2 LinfNorm:1 LpDistance:3 LpNorm:2
?: L1Normalize:1 L2Normalize:1 LinfNormalize:1 LpNormalize:2
F: geoDistance:4 greatCircleAngle:4 greatCircleDistance:4 h3CellAreaM2:1 h3CellAreaRads2:1 h3EdgeAngle:1 h3EdgeLengthKm:1 h3EdgeLengthM:1 h3ExactEdgeLengthKm:1 h3ExactEdgeLengthM:1 h3ExactEdgeLengthRads:1 h3HexAreaKm2:1 h3HexAreaM2:1 h3PointDistKm:4 h3PointDistM:4 h3PointDistRads:4
I: geoToH3:3 h3Distance:2 h3GetBaseCell:1 h3GetDestinationIndexFromUnidirectionalEdge:1 h3GetOriginIndexFromUnidirectionalEdge:1 h3GetResolution:1 h3GetUnidirectionalEdge:2 h3NumHexagons:1 h3ToCenterChild:2 h3ToParent:2 stringToH3:1
AI: h3GetFaces:1 h3GetIndexesFromUnidirectionalEdge:1 h3GetPentagonIndexes:1 h3GetRes0Indexes:0 h3GetUnidirectionalEdgesFromHexagon:1 h3HexRing:2 h3kRing:2 h3Line:2 h3ToChildren:2
B: h3IndexesAreNeighbors:2 h3IsPentagon:1 h3IsResClassIII:1 h3IsValid:1 h3UnidirectionalEdgeIsValid:1 pointInEllipses:2+ pointInPolygon:2+
A: h3GetUnidirectionalEdgeBoundary:1 h3ToGeoBoundary:1
?: h3ToGeo:1 geohashDecode:1
S: h3ToString:1 geohashEncode:2-3
AS: geohashesInBox:5
`);
