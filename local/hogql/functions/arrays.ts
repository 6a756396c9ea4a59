/**
 * Arrays, maps, tuples, bits and bitmaps, as ClickHouse has them.
 *
 * @module
 */

import { type FunctionSpec, readTable } from "./spec.ts";

/** Functions that are printed as they are written. */
export const ARRAY_FUNCTIONS: readonly FunctionSpec[] = readTable(`
A1: array:0+
B!: arrayAll:1+ arrayExists:1+ has:2 hasAll:2 hasAny:2 hasSubstr:2
B: empty:1 notEmpty:1
I!: arrayCount:1+ arrayFirstIndex:2+ arrayLastIndex:2+ arrayUniq:1+ countEqual:2 indexOf:2
I: length:1
F: arrayAUC:2-4 arrayAvg:1+ arrayProduct:1+
F: avgArray=arrayAvg:1
?: arraySum:1+ arrayFold:3+ arrayElement:2 arrayJoin:1 arrayMax:1+ arrayMin:1+ arrayFirst:2+ arrayLast:2+
1: arrayCompact:1 arrayDistinct:1 arrayPopBack:1 arrayPopFront:1 arrayPushBack:2 arrayPushFront:2 arrayResize:2-3 arrayReverse:1 arrayRotateLeft:2 arrayRotateRight:2 arraySlice:2-3 arrayCumSumNonNegative:1 arrayIntersect:1+ arrayConcat:1+
2: arrayFilter:2+ arrayFill:2+ arrayReverseFill:2+
A: arrayMap:2+ arrayCumSum:1+ arrayDifference:1 arrayFlatten:1 arrayReverseSort:1+ arrayReverseSplit:2+ arraySort:1+ arraySplit:2+ arrayWithConstant:2 arrayZip:1+
AI: arrayEnumerate:1 arrayEnumerateDense:1+ arrayEnumerateUniq:1+ range:1-3
S: arrayStringConcat:1-2
?: map:0+ mapAdd:2+ mapApply:2 mapExtractKeyLike:2 mapFilter:2 mapFromArrays:2 mapSubtract:2+ mapUpdate:2 mapPopulateSeries:1-3
B!: mapContains:2 mapContainsKeyLike:2
A: mapKeys:1 mapValues:1
?: tupleDivide:2 tupleDivideByNumber:2 tupleElement:2-3 tupleHammingDistance:2 tupleMinus:2 tupleMultiply:2 tupleMultiplyByNumber:2 tupleNegate:1 tuplePlus:2 tupleToNameValuePairs:1
?: bitmapAnd:2 bitmapAndnot:2 bitmapBuild:1 bitmapOr:2 bitmapSubsetInRange:3 bitmapSubsetLimit:3 bitmapTransform:3 bitmapXor:2 subBitmap:3
I: bitmapAndCardinality:2 bitmapAndnotCardinality:2 bitmapCardinality:1 bitmapMax:1 bitmapMin:1 bitmapOrCardinality:2 bitmapXorCardinality:2
B: bitmapContains:2 bitmapHasAll:2 bitmapHasAny:2
AI: bitmapToArray:1
I: bitAnd:2 bitCount:1 bitHammingDistance:2 bitNot:1 bitOr:2 bitRotateLeft:2 bitRotateRight:2 bitShiftLeft:2 bitShiftRight:2 bitXor:2
S: bitSlice:2-3
B: bitTest:2 bitTestAll:2+ bitTestAny:2+
`);
