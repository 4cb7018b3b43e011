package org.mekiki.web;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/** An anomaly in the API's JSON: its frame's numbers and whether its picture is still there. */
record AnomalyRow(@JsonUnwrapped SightingView frame, boolean hasPicture) {}
