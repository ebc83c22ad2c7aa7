/** The commands of MintPy: what its users may type, whether it is here or not. */
export const MINTPY_COMMANDS: readonly string[] = [
  ...'smallbaselineApp load_data prep_aria prep_cosicorr prep_fringe prep_gamma prep_gmtsar prep_hyp3'.split(
    ' ',
  ),
  ...'prep_isce prep_nisar prep_roipac prep_snap load_gbis remove_hdf5_dset dem_gsi'.split(' '),
  ...'info view tsview plot_network plot_transection plot_coherence_matrix'.split(' '),
  ...'geocode subset multilook lookup_geo2radar image_stitch asc_desc2horz_vert'.split(' '),
  ...'add diff image_math mask generate_mask spatial_filter spatial_average temporal_average'.split(' '),
  ...'temporal_derivative temporal_filter modify_network reference_point reference_date'.split(' '),
  ...'unwrap_error_bridging unwrap_error_phase_closure ifgram_inversion local_oscilator_drift'.split(' '),
  ...'solid_earth_tides iono_split_spectrum iono_tec tropo_pyaps3 tropo_gacos tropo_opera'.split(' '),
  ...'tropo_phase_elevation remove_ramp dem_error plate_motion s1ab_range_bias closure_phase_bias'.split(' '),
  ...'timeseries2velocity timeseries_rms save_kmz save_kmz_timeseries save_gdal save_gmt save_qgis'.split(
    ' ',
  ),
  ...'save_explorer save_hdfeos5 save_roipac save_gbis save_kite'.split(' '),
];
