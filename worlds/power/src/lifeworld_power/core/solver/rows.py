"""A stage under load as a row of numbers, and what the solver finds of it as another: the names and places of both."""

from __future__ import annotations

ASKED = ("topology", "diode", "vin", "vout", "iout", "f", "l", "dcr", "rs", "rd", "vd", "cout", "esr_out", "cin", "esr_in", "source",
         "duty")
"""Columns of what is asked (SI). ``diode``: 1 for a rectifier that does not carry negative current; ``source``: resistance between the
supply and the input capacitor (0: the capacitor takes all of the alternating input current); ``duty``: given, or NaN: found for ``vout``.
The load is the resistor vout/iout.
"""
(TOPOLOGY, DIODE, VIN, VOUT, IOUT, F, L, DCR, RS, RD, VD, COUT, ESR_OUT, CIN, ESR_IN, SOURCE, DUTY) = range(17)

FOUND = ("duty", "duty_2", "dcm", "vout", "i_l", "di", "i_peak", "i_valley", "i_l_rms", "i_s_rms", "i_d", "i_d_rms", "i_in", "i_cin_rms",
         "i_cout_rms", "vout_pp", "vin_pp", "p_in", "p_out", "p_rs", "p_rd", "p_vd", "p_dcr", "p_esr_out", "p_esr_in", "efficiency",
         "start_i", "start_v", "start_vin")
"""Columns of what is found. ``duty_2``: share of the period in which the rectifier conducts; ``dcm``: 1 where its current reaches zero;
``i_l``, ``i_d``, ``i_in``: averages; ``*_pp``: exact peak to peak; ``p_in`` = ``p_out`` + the losses listed (conduction alone), of which
``efficiency`` is made; ``start_*``: the state at the moment the control switch turns on. All NaN where no period repeats (not deliverable).
"""
(O_DUTY, O_DUTY_2, O_DCM, O_VOUT, O_I_L, O_DI, O_PEAK, O_VALLEY, O_IL_RMS, O_IS_RMS, O_ID, O_ID_RMS, O_IIN, O_ICIN_RMS, O_ICOUT_RMS,
 O_VOUT_PP, O_VIN_PP, O_P_IN, O_P_OUT, O_P_RS, O_P_RD, O_P_VD, O_P_DCR, O_P_ESR_OUT, O_P_ESR_IN, O_EFFICIENCY,
 O_START_I, O_START_V, O_START_VIN) = range(29)

ON, OFF, IDLE = 0, 1, 2
"""Intervals of a period: the control switch conducts, the rectifier conducts, neither does."""
