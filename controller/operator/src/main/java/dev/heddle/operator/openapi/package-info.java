/**
 * OpenAPI documents of what is served, versions 3 and 2, made from the CRDs.
 *
 * <p>In: {@link dev.heddle.operator.discovery.Served} and the schemas. Out: documents as JSON, and
 * version 2 as the protobuf that older clients insist on. Pure; made when first asked for.
 */
package dev.heddle.operator.openapi;
